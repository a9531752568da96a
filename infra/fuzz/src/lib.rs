//! What must be true of whatever bytes arrive, one file a way in. A body panics where something is not.
//!
//! `cargo fuzz` calls them with bytes that it makes up; a test of the workspace calls them with a small corpus.

pub mod csv_import;
pub mod cursor;
pub mod fingerprint;
pub mod key;
pub mod money;
pub mod refresh_token;
pub mod token;
pub mod webhook;

/// The bytes as text, with what is none replaced.
fn text(data: &[u8]) -> std::borrow::Cow<'_, str> {
    String::from_utf8_lossy(data)
}

/// Noon of the first day of 2026.
fn noon() -> kernel::time::Timestamp {
    kernel::time::after(kernel::time::Timestamp::UNIX_EPOCH, 1_767_268_800)
}
