//! Prices and taxes.

use runtime::{Function, Worker};
use utoipa_axum::router::OpenApiRouter;
use web::App;

/// This feature area.
pub static FUNCTION: Function = Function {
    name: "pricing",
    router: Some(router),
    worker: Worker { message: None, records: None, task: None },
    gateways: runtime::ports::none,
};

/// The routes.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
}
