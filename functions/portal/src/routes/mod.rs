//! What the portal answers.

pub(crate) mod accept_invitation;
pub(crate) mod asset;
pub(crate) mod data_export;
pub(crate) mod docs;
pub(crate) mod health;
pub(crate) mod openapi;
pub(crate) mod order;
pub(crate) mod problems;
pub(crate) mod reset_password;
pub(crate) mod store;
pub(crate) mod verify_email;

use serde::Deserialize;

/// A query without parameters: whatever is sent is refused.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NoQuery {}
