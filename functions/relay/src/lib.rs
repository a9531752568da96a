//! From the table's stream to the topics.

use runtime::{Function, Worker};

/// This feature area.
pub static FUNCTION: Function = Function {
    name: "relay",
    router: None,
    worker: Worker { message: None, records: None, task: None },
    gateways: runtime::ports::none,
};
