//! Who somebody is, and what they may.

pub mod account;
pub mod account_deletion;
pub mod data_export;
pub mod email_change;
pub mod invitation;
pub mod password;
pub mod phone;
pub mod second_factor;
pub mod session;
pub mod staff;
