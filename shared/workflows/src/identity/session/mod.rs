//! Sessions: logging in, going on, stepping up, logging out.

pub mod end;
pub mod finish_log_in;
pub mod log_in;
pub mod log_out;
pub mod rotate;
pub mod step_up;
pub mod tokens;
