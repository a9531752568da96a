//! What was bought.

pub(crate) mod allocation;
pub(crate) mod bought;
pub mod order;
