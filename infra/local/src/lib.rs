//! The shop on one machine.
//!
//! [`Stack`] reads `template.yaml`, starts every function it names, and lets the [`emulator`] stand in for AWS between them,
//! and simulators for the outside providers. The functions are the ones that run on Lambda, called through the same entry,
//! and they reach everything through the unmodified AWS SDKs. Beside what AWS has there is `/_local/…`, and [`cli`] is the
//! program `souk`.
//!
//! Nothing is a global: many stacks live in one process, each with its own database, clock and ids.

pub mod authenticator;
pub mod cli;
mod control;
pub mod cost;
mod demo;
pub mod environment;
pub mod host;
pub mod openapi;
pub mod operator;
pub mod stack;
pub mod stack_state;
pub mod watch;

pub use stack::{HttpPort, Stack, StackFault, StackOptions};
