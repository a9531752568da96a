//! Accounts, sessions, personal data and the public keys.

pub mod routes;
mod work;

use gateways::Gateways;
use runtime::clients::Clients;
use runtime::{Config, Function, StartFault, Worker};

/// This feature area.
pub static FUNCTION: Function = Function {
    name: "identity",
    router: Some(routes::router),
    worker: Worker { message: Some(|app, _, body| Box::pin(work::react(app, body))), records: None, task: None },
    table: runtime::tables::shop,
    gateways,
};

/// The bucket of archives: the worker stores them, and requests get URLs of them. Passwords that are chosen are looked for
/// among the stolen ones, if the shop names a list.
fn gateways(config: &Config, clients: &Clients<'_>) -> Result<Gateways, StartFault> {
    Ok(Gateways {
        objects: Some(runtime::ports::objects(config, clients, "EXPORT_BUCKET")?),
        breaches: runtime::ports::breaches(config),
        ..Gateways::default()
    })
}
