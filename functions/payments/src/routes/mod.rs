//! The routes of this area.

pub mod webhook;
