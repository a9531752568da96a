//! Use-cases that span nouns and gateways.
//!
//! A directory an area, in it the nouns, in these a file for each thing that is done.

pub mod catalog;
pub mod identity;
pub mod inventory;
pub mod notifications;
pub mod orders;
pub mod payments;
pub mod profiles;
pub mod reviews;
pub mod shopping;
