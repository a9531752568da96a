//! What people are told.

mod letter;
pub mod message;
pub mod text_message;
