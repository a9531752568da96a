//! What somebody has bought.

pub mod message;
pub mod order;
pub mod order_item;
pub mod order_number;
pub mod order_state;
pub mod purchase;
