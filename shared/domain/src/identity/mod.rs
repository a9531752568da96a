//! Who somebody is.

pub mod device;
pub mod invitation;
pub mod one_time_token;
pub mod scope;
pub mod session;
pub mod user;
