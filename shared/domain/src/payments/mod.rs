//! Money on its way.

pub mod message;
pub mod payment;
pub mod payment_state;
pub mod refund;
