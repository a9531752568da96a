//! Sessions: logging in, going on, stepping up, logging out.

pub mod complete_login;
pub mod login;
pub mod logout;
pub mod revoke;
pub mod rotate;
pub mod step_up;
pub mod tokens;
