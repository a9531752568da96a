//! Accounts.

pub mod data_export;
pub mod email_change;
pub mod farewell;
pub mod invitation;
pub mod one_time_token;
pub mod personal_data;
pub mod repeated_registration;
mod scope;
pub mod second_factor;
pub mod session;
pub mod text_log;
pub mod user;
pub mod user_phone;

#[cfg(test)]
mod tests;
