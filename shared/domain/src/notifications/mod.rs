//! What people are told.

mod email_template;
pub mod message;
pub mod sms_message;
