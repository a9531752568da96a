//! The routes of this area.

pub mod address;
pub mod geo_location;
pub mod notification_preferences;
pub mod packaging_preference;
pub mod profile;
pub mod user_interests;
