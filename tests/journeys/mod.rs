//! Stories that cross many functions, with every message worked off when the test says so.

mod cancellation;
mod deployed;
mod expiry;
mod provider;
mod repetition;
mod replay;
mod smoke;
