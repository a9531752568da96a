//! Payments: what the provider may do, and what it can take.

mod amounts;
mod provider;
