//! Who somebody is.

pub mod device;
pub mod one_time_token;
pub mod send_log;
pub mod session;
pub mod sms_verification;
pub mod user;
pub mod user_phone;
