//! The world that tests live in: the whole shop in one process, with a clock that stands still and ids that are counted.
//!
//! A world has its own database, so worlds run side by side. Nothing in it waits for the time to pass: tests move the clock.

#![expect(clippy::expect_used, clippy::panic, reason = "a test that cannot be set up has failed, and says where")]

pub mod actor;
pub mod answer;
pub mod build;
mod deployed;
pub mod fault;
pub mod neighbour;
pub mod world;

pub use actor::{Admin, Customer, Guest, Visitor};
pub use answer::Answer;
pub use build::product::{ProductBuilder, Sold, a_product};
pub use build::review::a_review;
pub use neighbour::{Asked, Neighbour};
pub use world::{World, WorldOptions};
