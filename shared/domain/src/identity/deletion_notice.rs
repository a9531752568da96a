//! Deletion notice. Where the last mail to somebody goes who deleted their account.

use kernel::email::Email;
use kernel::id::UserId;
use kernel::time::{Timestamp, after};
use serde::{Deserialize, Serialize};

/// How long the address is kept: as long as a queue keeps the message that has the mail written, in seconds.
const KEPT_SECONDS: i64 = 4 * 24 * 60 * 60;

/// The address of a deleted account, kept apart until the mail that confirms the deletion is sent, or for four days.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeletionNotice {
    /// Whose account it was.
    pub user: UserId,
    /// Where the mail goes.
    pub email: Email,
    /// When the address is forgotten in any case.
    pub expires_at: Timestamp,
}

impl DeletionNotice {
    /// The deletion notice of `user`, whose account ends at `now`.
    pub fn to(user: UserId, email: Email, now: Timestamp) -> Self {
        Self { user, email, expires_at: after(now, KEPT_SECONDS) }
    }
}
