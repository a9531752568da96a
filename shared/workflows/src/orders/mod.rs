//! What was bought.

pub(crate) mod allocation;
pub mod order;
