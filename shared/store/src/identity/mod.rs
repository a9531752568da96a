//! Accounts.

pub mod one_time_token;
pub mod session;
pub mod text_log;
pub mod user;
pub mod user_phone;

#[cfg(test)]
mod tests;
