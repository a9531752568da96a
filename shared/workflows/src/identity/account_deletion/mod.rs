//! Accounts that end, and what remains of whoever had them.

pub mod delete;
pub mod erase;
