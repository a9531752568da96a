//! Wishlists.

pub mod add_item;
pub mod create;
pub mod delete;
pub mod delete_item;
pub mod fault;
pub mod merge;
pub mod move_to_cart;
pub mod read;
pub mod share;
pub mod update;
