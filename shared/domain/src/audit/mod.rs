//! What staff did, and what happened to the shop's doors.

pub mod action;
pub mod record;
