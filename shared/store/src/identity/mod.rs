//! Accounts.

pub mod invitation;
pub mod one_time_token;
mod scope;
pub mod session;
pub mod user;
