//! Accounts.

pub mod one_time_token;
pub mod session;
pub mod user;
