//! What people tell about themselves: one partition each, apart from accounts and sessions.

pub mod address;
pub mod geo_location;
pub mod notification_preferences;
pub mod packaging_preference;
pub mod profile;
pub mod user_interests;

#[cfg(test)]
mod tests;
