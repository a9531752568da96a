//! What must be true of the whole shop: one binary, one module a story.

mod accounts;
mod budgets;
mod faults;
mod journeys;
mod races;
mod wiring;
