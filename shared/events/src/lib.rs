//! Contracts on the wire between functions: what happened, where it is published, how batches are read.

pub mod batch;
pub mod cause;
pub mod codec;
pub mod kinds;
pub mod topic;

pub use cause::{Cause, keep};
pub use kinds::*;
pub use table::event::{Aggregate, Envelope};
pub use topic::Topic;
