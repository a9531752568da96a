//! Mails: where they go no more.

mod suppressed_addresses;
