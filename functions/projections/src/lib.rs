//! Derived items: stock movements.
//!
//! Everything here follows from the table's stream and could be made again from it. A record may come twice and late; what
//! it leads to has a key of its own, so the second time changes nothing.

mod movement;

use runtime::{Function, Worker};

/// This feature area.
pub static FUNCTION: Function = Function {
    name: "projections",
    router: None,
    worker: Worker { message: None, records: Some(movement::on_records), task: None },
    table: runtime::tables::shop,
    gateways: runtime::ports::none,
};
