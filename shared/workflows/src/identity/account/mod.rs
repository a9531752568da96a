//! Accounts, and the addresses they are opened with.

pub mod register;
pub mod resend_verification;
pub mod verify_email;
