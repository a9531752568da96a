//! Who works here, and what they may.

pub mod change;
pub mod create_admin;
