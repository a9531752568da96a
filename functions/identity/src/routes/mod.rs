//! The routes, one file a resource.

pub mod audit;
pub mod auth;
pub mod data_export;
pub mod deletion;
pub mod email;
pub mod invitation;
pub mod jwks;
pub mod me;
pub mod password;
pub mod second_factor;
pub mod sessions;
pub mod sms_verification;
pub mod staff;
