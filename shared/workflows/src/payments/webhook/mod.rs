//! What providers tell.

pub mod receive;
