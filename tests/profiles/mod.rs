//! What people tell about themselves.

mod address_book;
mod preferences;
