//! Who works here, and what they may.

pub mod create_admin;
pub mod update;
