//! What somebody tells about themself.

pub mod address;
pub mod address_book;
mod address_rule;
pub mod geo_location;
pub mod language_tag;
pub mod notification_preferences;
pub mod packaging_preference;
pub mod profile;
pub mod user_interests;
