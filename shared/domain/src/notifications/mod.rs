//! What people are told.

mod letter;
pub mod message;
