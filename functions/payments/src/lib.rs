//! Payments and provider callbacks.

pub mod routes;
mod work;

use gateways::Gateways;
use runtime::clients::Clients;
use runtime::{Config, Function, StartFault, Worker};
use utoipa_axum::router::OpenApiRouter;
use web::{App, routes};

use crate::routes::webhook;

/// This feature area.
pub static FUNCTION: Function = Function {
    name: "payments",
    router: Some(router),
    worker: Worker { message: Some(work::on_message), records: None, task: Some(work::on_task) },
    table: runtime::tables::shop,
    gateways,
};

/// The routes.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(webhook::receive_stripe_event))
}

/// Both roles verify or ask Stripe; the worker sends due checks to its queue.
fn gateways(config: &Config, clients: &Clients<'_>) -> Result<Gateways, StartFault> {
    let work = config
        .get("PAYMENTS_WORK_QUEUE_URL")
        .map(|_| runtime::ports::work(config, clients, "PAYMENTS_WORK_QUEUE_URL"))
        .transpose()?;
    Ok(Gateways { payments: vec![runtime::ports::stripe(config)?], work, ..Gateways::default() })
}
