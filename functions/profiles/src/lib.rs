//! What people tell about themselves.

pub mod routes;

use runtime::{Function, Worker};
use utoipa_axum::router::OpenApiRouter;
use web::{App, routes};

use crate::routes::{address, geo_location, notification_preferences, packaging_preference, profile, user_interests};

/// This feature area.
pub static FUNCTION: Function = Function {
    name: "profiles",
    router: Some(router),
    worker: Worker { message: None, records: None, task: None },
    table: runtime::tables::shop,
    gateways: runtime::ports::none,
};

/// The routes.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(address::list_addresses, address::add_address))
        .routes(routes!(address::find_address, address::replace_address, address::remove_address))
        .routes(routes!(profile::find_profile, profile::edit_profile))
        .routes(routes!(packaging_preference::find_packaging, packaging_preference::choose_packaging))
        .routes(routes!(
            user_interests::find_interests,
            user_interests::tell_interests,
            user_interests::forget_interests
        ))
        .routes(routes!(
            notification_preferences::find_notification_preferences,
            notification_preferences::choose_notifications
        ))
        .routes(routes!(geo_location::find_location, geo_location::tell_location, geo_location::forget_location))
}
