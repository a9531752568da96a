//! Passwords: set, changed, forgotten.

pub mod change;
pub(crate) mod check;
pub mod forgot;
pub(crate) mod rehash;
pub mod reset;
