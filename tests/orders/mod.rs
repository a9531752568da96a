//! Orders, from check-out until they are placed or come to nothing.

mod cancellation;
mod expiry;
mod free_orders;
mod open_orders;
