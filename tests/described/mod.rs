//! The running shop is as the papers describe it.

mod cost;
mod invoke;
mod log_filter;
mod problems;
mod roles;
pub(crate) mod template;
mod watch;

use crate::repository::{files, read, root};
