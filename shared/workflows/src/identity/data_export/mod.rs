//! All that the shop knows about somebody, as a file.

pub mod download;
pub mod produce;
pub mod request;
