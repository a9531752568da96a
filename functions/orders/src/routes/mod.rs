//! The routes of this area.

pub mod admin;
pub mod checkout;
pub mod order;
pub mod view;
