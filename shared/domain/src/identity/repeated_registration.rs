//! Repeated registrations. What is remembered of registrations with an address that has an account.

use std::fmt;

use kernel::id::UserId;
use kernel::secret::{LinkKey, same_secret};
use kernel::time::{Timestamp, after};
use serde::{Deserialize, Serialize};

/// How long somebody who registered, and never confirmed the address, is told so at a log-in: 30 days, in seconds.
pub const REMINDER_SECONDS: i64 = 30 * 24 * 60 * 60;
/// How many of the latest are remembered: as many as an address can have in an hour.
const MOST: usize = 5;

/// The purpose of the HMAC that stands for a password.
const PURPOSE: &str = "repeated-registration";

/// The passwords of the latest registrations with an address that had an account.
///
/// Whoever registers and then logs in is told that the address is not confirmed. Were it otherwise when the address has an
/// account, registering would tell who has one; so the log-in gives the same answer then. Only a keyed digest is kept.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct RepeatedRegistrations {
    /// Who has the address.
    pub user: UserId,
    digests: Vec<String>,
    /// When all of this is forgotten.
    pub expires_at: Timestamp,
}

impl RepeatedRegistrations {
    /// Those `before`, and one with `password` at `now`.
    pub fn with(before: Option<&Self>, key: &LinkKey, user: UserId, password: &str, now: Timestamp) -> Self {
        let mut digests =
            before.filter(|before| now < before.expires_at).map_or_else(Vec::new, |it| it.digests.clone());
        digests.insert(0, digest(key, user, password));
        digests.truncate(MOST);
        Self { user, digests, expires_at: after(now, REMINDER_SECONDS) }
    }

    /// Whether somebody registered with `password`.
    pub fn holds(&self, key: &LinkKey, password: &str, now: Timestamp) -> bool {
        let digest = digest(key, self.user, password);
        // All are compared, so that the time does not tell which.
        let found = self.digests.iter().filter(|known| same_secret(known.as_bytes(), digest.as_bytes())).count();
        found > 0 && now < self.expires_at
    }
}

fn digest(key: &LinkKey, user: UserId, password: &str) -> String {
    key.token(PURPOSE, &format!("{user}\n{password}"))
}

/// Digests stay out of logs.
impl fmt::Debug for RepeatedRegistrations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RepeatedRegistrations").field("user", &self.user).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use kernel::id::Ulid;

    use super::*;

    #[test]
    fn the_latest_five_are_remembered_for_thirty_days() {
        let key = LinkKey::from_hex(&"ab".repeat(32)).unwrap();
        let (user, now) = (UserId::from_ulid(Ulid::from(1)), "2026-01-01T00:00:00Z".parse().unwrap());
        let mut all: Option<RepeatedRegistrations> = None;
        for number in 0..7 {
            all = Some(RepeatedRegistrations::with(all.as_ref(), &key, user, &format!("password {number}"), now));
        }
        let all = all.unwrap();
        let held = |number: u32, seconds| all.holds(&key, &format!("password {number}"), after(now, seconds));
        assert_eq!((0..7).filter(|number| held(*number, 0)).collect::<Vec<_>>(), [2, 3, 4, 5, 6]);
        assert!(held(6, REMINDER_SECONDS - 1) && !held(6, REMINDER_SECONDS));
        assert!(!format!("{all:?}").contains("digests"));
    }
}
