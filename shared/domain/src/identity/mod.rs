//! Who somebody is.

pub mod data_export;
pub mod device;
pub mod email_change;
pub mod farewell;
pub mod invitation;
pub mod log_in_challenge;
pub mod one_time_token;
pub mod repeated_registration;
pub mod scope;
pub mod second_factor;
pub mod send_log;
pub mod session;
pub mod sms_verification;
pub mod user;
pub mod user_phone;
