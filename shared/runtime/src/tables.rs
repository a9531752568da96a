//! The table, or none: a function says which, and links DynamoDB's client only if it has one.

use table::Table;

use crate::clients::Clients;
use crate::config::Config;
use crate::start::StartFault;

/// The shop's table, `TABLE_NAME`; `seed` sets this process's write tokens apart from every other's.
pub fn shop(config: &Config, clients: &Clients<'_>, seed: u128) -> Result<Table, StartFault> {
    Ok(Table::new(clients.dynamodb(), config.require("TABLE_NAME")?, seed))
}

/// No table, for functions whose role may not touch it.
pub fn none(_: &Config, _: &Clients<'_>, _: u128) -> Result<Table, StartFault> {
    Ok(Table::absent())
}
