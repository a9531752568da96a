//! What people tell about themselves.

pub mod address_book;
pub mod preference;
pub mod profile;
