//! Who somebody is.

pub mod data_export;
pub mod device;
pub mod farewell;
pub mod one_time_token;
pub mod session;
pub mod user;
