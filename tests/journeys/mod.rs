//! Stories that cross many functions, with every message worked off when the test says so.

mod deployed;
mod event_replay;
mod idempotent_retries;
mod smoke;
