//! Reviews of products.

pub mod delete;
pub mod edit;
pub mod moderate;
pub mod reply;
pub mod submit;
