//! Contracts on the wire between functions: what happened, where it is published, how batches are read.

pub mod batch;
pub mod codec;
pub mod domain_event;
pub mod kinds;
pub mod topic;

pub use domain_event::{EventContext, envelope};
pub use kinds::*;
pub use table::event::{Aggregate, Envelope};
pub use topic::Topic;
