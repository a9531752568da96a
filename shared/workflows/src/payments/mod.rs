//! Money, as far as providers hold it.

pub mod payment;
pub mod refund;
pub mod webhook;
