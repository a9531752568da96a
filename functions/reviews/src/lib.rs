//! What buyers say about goods.

pub mod routes;

use runtime::{Function, Worker};

/// This feature area.
pub static FUNCTION: Function = Function {
    name: "reviews",
    router: Some(routes::router),
    worker: Worker { message: None, records: None, task: None },
    table: runtime::tables::shop,
    gateways: runtime::ports::none,
};
