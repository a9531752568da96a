//! The routes, one file a resource.

pub mod audit;
pub mod auth;
pub mod data_export;
pub mod deletion;
pub mod jwks;
pub mod me;
pub mod password;
pub mod sessions;
