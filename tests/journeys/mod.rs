//! Stories that cross many functions, with every message worked off when the test says so.

mod amounts;
mod cancellation;
mod deployed;
mod event_replay;
mod expiry;
mod free_orders;
mod idempotent_retries;
mod open_orders;
mod provider;
mod smoke;
