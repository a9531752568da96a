//! Products, variants and categories.

pub mod id_or_slug;
mod memory;
pub mod routes;
mod search;

use runtime::{Function, Worker};

/// This feature area.
pub static FUNCTION: Function = Function {
    name: "catalog",
    router: Some(routes::router),
    worker: Worker { message: None, records: None, task: None },
    table: runtime::tables::shop,
    gateways: runtime::ports::none,
};
