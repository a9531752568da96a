//! Money on its way.

pub mod payment;
pub mod payment_state;
pub mod refund;
