//! What somebody tells about themself.

pub mod address;
mod postal_code;
