//! Mails and texts.

pub mod suppressed_address;
