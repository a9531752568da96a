//! The routes of this area.

pub mod cart;
pub mod view;
