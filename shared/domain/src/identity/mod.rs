//! Who somebody is.

pub mod data_export;
pub mod deletion_notice;
pub mod device;
pub mod email_change;
pub mod invitation;
pub mod login_challenge;
pub mod one_time_token;
pub mod repeated_registration;
pub mod scope;
pub mod second_factor;
pub mod session;
pub mod sms_send_log;
pub mod sms_verification;
pub mod user;
pub mod user_phone;
