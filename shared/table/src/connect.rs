//! The connection, opened before it is needed.

use aws_sdk_dynamodb::config::Config;
use aws_sdk_dynamodb::config::retry::RetryConfig;
use futures_util::FutureExt as _;
use futures_util::future::{BoxFuture, ready};

use crate::Table;
use crate::error::TableFault;
use crate::key::Key;

/// A key that no item has.
const NOBODY: &str = "CONNECT";

/// How a table is connected to: a pointer, so that a function without a table links none of it.
pub(crate) type Connect = for<'a> fn(&'a Table) -> BoxFuture<'a, Result<(), TableFault>>;

impl Table {
    /// Opens the connection to DynamoDB by one read of nothing, so that the first request finds it open.
    ///
    /// It costs half a read unit. A role that may not read is refused and is connected all the same, so any answer from
    /// DynamoDB will do; what fails before an answer is not tried again, for the first request will.
    pub async fn connect(&self) -> Result<(), TableFault> {
        (self.connect)(self).await
    }
}

/// Connects by a read.
pub(crate) fn read(table: &Table) -> BoxFuture<'_, Result<(), TableFault>> {
    read_nobody(table).boxed()
}

/// Connects to nothing.
pub(crate) fn absent(_: &Table) -> BoxFuture<'_, Result<(), TableFault>> {
    ready(Ok(())).boxed()
}

async fn read_nobody(table: &Table) -> Result<(), TableFault> {
    let once = Config::builder().retry_config(RetryConfig::disabled());
    let nobody = Key { pk: NOBODY.to_owned(), sk: NOBODY.to_owned() };
    let request = table.client()?.get_item().table_name(&*table.name).set_key(Some(nobody.attributes()));
    match request.customize().config_override(once).send().await {
        Ok(_) => Ok(()),
        Err(error) if error.raw_response().is_some() => Ok(()),
        Err(error) => Err(TableFault::of(error)),
    }
}
