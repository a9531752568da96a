//! Values that depend on nothing of ours: ids, money, quantities, time, faults.
//!
//! Everything here is a value that is valid because it exists: constructors parse, and nothing needs checking twice.
//! No I/O, no clock, no randomness: time and ids are handed in.

pub mod country;
pub mod currency;
pub mod email;
pub mod fault;
pub mod html;
pub mod id;
pub mod key;
pub mod money;
pub mod paragraphs;
pub mod phone_number;
pub mod provider;
pub mod quantity;
pub mod rate;
pub mod secret;
pub mod slug;
pub mod text;
pub mod time;
