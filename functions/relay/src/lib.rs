//! From the table's stream to the topics; and from the table once more, when somebody asks.

mod publish;
mod replay;

use gateways::Gateways;
use runtime::clients::Clients;
use runtime::{Config, Function, StartFault, Worker, ports};

/// This feature area.
pub static FUNCTION: Function = Function {
    name: "relay",
    router: None,
    worker: Worker {
        message: None,
        records: Some(|app, records| Box::pin(async move { publish::publish(&app, &records).await })),
        task: Some(replay::on_task),
    },
    table: runtime::tables::shop,
    gateways,
};

fn gateways(config: &Config, clients: &Clients<'_>) -> Result<Gateways, StartFault> {
    Ok(Gateways { bus: Some(ports::bus(config, clients)?), ..Gateways::default() })
}
