//! The routes, one file a resource.

pub mod audit;
pub mod auth;
pub mod invitation;
pub mod jwks;
pub mod me;
pub mod password;
pub mod sessions;
pub mod staff;
