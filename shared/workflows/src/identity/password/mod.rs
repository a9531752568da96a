//! Passwords: set, changed, forgotten.

pub mod change;
pub(crate) mod check;
pub(crate) mod rehash;
pub mod request_reset;
pub mod reset;
