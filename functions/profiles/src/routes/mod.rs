//! The routes of this area.

pub mod address;
pub mod geo_location;
pub mod notification_preferences;
pub mod packaging_preference;
pub mod profile;
pub mod user_interests;

use utoipa_axum::router::OpenApiRouter;
use web::{App, routes};

/// The routes.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(address::list_addresses, address::create_address))
        .routes(routes!(address::get_address, address::update_address, address::delete_address))
        .routes(routes!(geo_location::get_location, geo_location::update_location, geo_location::delete_location))
        .routes(routes!(
            notification_preferences::get_notification_preferences,
            notification_preferences::update_notification_preferences
        ))
        .routes(routes!(
            packaging_preference::get_packaging_preference,
            packaging_preference::update_packaging_preference
        ))
        .routes(routes!(profile::get_profile, profile::update_profile))
        .routes(routes!(
            user_interests::get_interests,
            user_interests::update_interests,
            user_interests::delete_interests
        ))
}
