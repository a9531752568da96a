//! An address that is to take the place of another.

use std::fmt;

use kernel::email::Email;
use kernel::id::{TokenId, UserId};
use kernel::time::{Timestamp, after};
use serde::{Deserialize, Serialize};

/// How long it is remembered which address went: as long as a mail about it may be late, 14 days, in seconds.
const MEMORY_SECONDS: i64 = 14 * 24 * 60 * 60;

/// A change of address, from when it is asked for until nobody has to be told of it any more.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct EmailChange {
    /// Whose address it is.
    pub user: UserId,
    /// The token that was mailed to the new address.
    pub token: TokenId,
    /// The address when the change was asked for.
    pub before: Email,
    /// What it is to be.
    pub after: Email,
    /// Whether another account had that address when the change was asked for.
    #[serde(default)]
    pub taken: bool,
    /// When this may be forgotten.
    pub expires_at: Timestamp,
}

impl EmailChange {
    /// The change of `before` to `after` that `user` asks for at `now`.
    pub fn ask(user: UserId, token: TokenId, before: Email, after_it: Email, now: Timestamp) -> Self {
        Self { user, token, before, after: after_it, taken: false, expires_at: after(now, MEMORY_SECONDS) }
    }
}

/// Addresses stay out of logs.
impl fmt::Debug for EmailChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EmailChange").field("user", &self.user).field("token", &self.token).finish_non_exhaustive()
    }
}
