//! Mail to customers.

use runtime::{Function, Worker};

/// This feature area.
pub static FUNCTION: Function = Function {
    name: "notifications",
    router: None,
    worker: Worker { message: None, records: None, task: None },
    gateways: runtime::ports::none,
};
