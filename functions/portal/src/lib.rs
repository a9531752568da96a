//! The shop's front door: what it is, how its API works, and the pages that mails lead to.

mod asset;
mod docs;
mod html;
mod page;
pub mod problems;
mod prose;
mod routes;

pub use docs::DOCUMENT;
use runtime::{Function, Worker};

/// This feature area.
pub static FUNCTION: Function = Function {
    name: "portal",
    router: Some(routes::router),
    worker: Worker { message: None, records: None, task: None },
    table: runtime::tables::none,
    gateways: runtime::ports::none,
};

/// Part of the build script; its tests are run here.
#[cfg(test)]
#[path = "../build/merge.rs"]
mod merge;
