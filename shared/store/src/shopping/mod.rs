//! What is about to be bought.

pub mod cart;
