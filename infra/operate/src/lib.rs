//! What whoever runs the shop does to it: fill it, open accounts, make and rotate its secrets, see whether it works, and
//! reckon what it costs.
//!
//! A command works on an [`App`](runtime::App), which is a function's configuration: that of the shop that this process has open, or of
//! a [`deployed`] one; or it asks the process that has the shop open. No function is known here, and no command line.

pub mod accounts;
pub mod cost;
pub mod deployed;
pub mod doctor;
pub mod import;
pub mod mail;
pub mod secrets;
pub mod smoke;
