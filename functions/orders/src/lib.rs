//! Checkout and orders.

pub mod routes;
mod work;

use gateways::Gateways;
use runtime::clients::Clients;
use runtime::{Config, Function, StartFault, Worker};
use utoipa_axum::router::OpenApiRouter;
use web::{App, routes};

use crate::routes::{admin, checkout, order};

/// This feature area.
pub static FUNCTION: Function = Function {
    name: "orders",
    router: Some(router),
    worker: Worker { message: Some(work::on_message), records: None, task: Some(work::on_task) },
    table: runtime::tables::shop,
    gateways,
};

/// The routes.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(checkout::check_out))
        .routes(routes!(order::list_orders))
        .routes(routes!(order::find_order))
        .routes(routes!(order::cancel))
        .routes(routes!(admin::list_all_orders))
}

/// Check-out opens payments; the worker sends due orders to its queue.
fn gateways(config: &Config, clients: &Clients<'_>) -> Result<Gateways, StartFault> {
    let work = config
        .get("ORDERS_WORK_QUEUE_URL")
        .map(|_| runtime::ports::work(config, clients, "ORDERS_WORK_QUEUE_URL"))
        .transpose()?;
    let payments =
        if config.get("STRIPE_SECRET_KEY").is_some() { vec![runtime::ports::stripe(config)?] } else { Vec::new() };
    Ok(Gateways { payments, work, ..Gateways::default() })
}
