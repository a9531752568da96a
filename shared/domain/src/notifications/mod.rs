//! What people are told.

pub(crate) mod email_template;
pub mod message;
pub mod sms_message;
