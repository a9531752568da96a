//! Accounts.

pub mod data_export;
pub mod farewell;
pub mod one_time_token;
pub mod personal_data;
pub mod session;
pub mod user;
