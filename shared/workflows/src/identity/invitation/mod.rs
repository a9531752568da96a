//! Invitations of staff.

pub mod accept;
pub mod create;
pub mod revoke;
