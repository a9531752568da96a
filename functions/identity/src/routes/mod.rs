//! The routes, one file a resource.

pub mod auth;
pub mod jwks;
pub mod me;
pub mod password;
pub mod sessions;
