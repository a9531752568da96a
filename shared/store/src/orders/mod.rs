//! What was bought.

pub mod order;
