//! What must be true of the whole shop: one binary, one module a story.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "what surprises a test fails it, also in the functions that tests share"
)]
#![expect(clippy::print_stdout, reason = "budgets are printed")]

mod access;
mod accounts;
mod at_least_once;
mod audit;
mod budgets;
mod canaries;
mod cast;
mod described;
mod engine;
mod fault_injection;
mod fuzzed;
mod idempotency;
mod imports;
mod journeys;
mod limits;
mod mail;
mod operation;
mod orders;
mod payments;
mod profiles;
mod races;
mod refusals;
mod reports;
#[path = "contracts/repository.rs"]
mod repository;
mod reviews;
mod shopping;
mod staff;
mod storefront;
mod wiring;
