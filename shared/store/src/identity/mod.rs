//! Accounts.

pub mod one_time_token;
pub mod second_factor;
pub mod session;
pub mod user;
