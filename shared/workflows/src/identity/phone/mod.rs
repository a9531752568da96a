//! Numbers that somebody proves to be theirs.

pub mod check_challenge;
pub mod delete;
pub mod request_challenge;
