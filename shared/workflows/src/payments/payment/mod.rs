//! Payments.

pub mod reconcile;
