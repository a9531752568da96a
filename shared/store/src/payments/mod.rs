//! Money that comes and goes.

pub mod payment;
pub mod refund;
pub mod webhook;
