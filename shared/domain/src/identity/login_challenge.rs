//! Login challenge. What stands between the password and the session of somebody with a second factor.

use std::fmt;

use kernel::id::UserId;
use kernel::secret::{LinkKey, sha256_hex};
use kernel::time::{Timestamp, after};

use super::one_time_token::TokenFault;
use super::user::Credential;

/// How long the code may take: five minutes, in seconds.
pub const CHALLENGE_SECONDS: i64 = 5 * 60;

/// The purpose of the HMAC that shows a challenge to be the shop's.
const SEAL: &str = "log-in-challenge";

/// Shows that the password was right a short while ago; with a code it becomes a session.
///
/// Nothing is stored: the text is sealed, and the seal covers the password's hash, so a changed password makes it worthless.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LoginChallenge {
    /// Whose password it was.
    pub user: UserId,
    /// Until when it is good, in seconds since 1970.
    expires_at: i64,
}

/// A challenge as its holder has it: `<user>.<second>.<seal>`.
#[derive(Clone, PartialEq, Eq)]
pub struct ChallengeText(pub String);

impl LoginChallenge {
    /// The challenge for somebody whose password was right at `now`.
    pub fn begin(user: UserId, now: Timestamp) -> Self {
        Self { user, expires_at: after(now, CHALLENGE_SECONDS).as_second() }
    }

    /// The text form, for its holder alone.
    pub fn format(&self, key: &LinkKey, credential: &Credential) -> ChallengeText {
        ChallengeText(format!("{}.{}.{}", self.user, self.expires_at, self.seal(key, credential)))
    }

    /// Reads the text form, whose seal is not looked at yet.
    pub fn parse(text: &str) -> Result<Self, TokenFault> {
        let mut parts = text.split('.');
        let (Some(user), Some(second), Some(_), None) = (parts.next(), parts.next(), parts.next(), parts.next()) else {
            return Err(TokenFault::Invalid);
        };
        let user = user.parse().map_err(|_| TokenFault::Invalid)?;
        let expires_at = second.parse().map_err(|_| TokenFault::Invalid)?;
        Ok(Self { user, expires_at })
    }

    /// Whether `text` is this challenge, made for the password that still is `credential`'s.
    pub fn check(&self, key: &LinkKey, text: &str, credential: &Credential, now: Timestamp) -> Result<(), TokenFault> {
        let seal = text.rsplit_once('.').map(|(_, seal)| seal).unwrap_or_default();
        if !key.accepts(SEAL, &self.sealed(credential), seal) {
            return Err(TokenFault::Invalid);
        }
        if now.as_second() < self.expires_at { Ok(()) } else { Err(TokenFault::Spent) }
    }

    fn seal(&self, key: &LinkKey, credential: &Credential) -> String {
        key.token(SEAL, &self.sealed(credential))
    }

    fn sealed(&self, credential: &Credential) -> String {
        format!("{}.{}.{}", self.user, self.expires_at, sha256_hex(&credential.hash))
    }
}

/// Who has it needs only a code, so it stays out of logs.
impl fmt::Debug for ChallengeText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ChallengeText(…)")
    }
}

#[cfg(test)]
mod tests {
    use kernel::id::Ulid;
    use proptest::prelude::*;

    use super::*;

    fn key() -> LinkKey {
        LinkKey::from_hex(&"ab".repeat(32)).unwrap()
    }

    fn credential(hash: &str) -> Credential {
        Credential::new(UserId::from_ulid(Ulid::from(1)), hash.to_owned())
    }

    fn at(seconds: i64) -> Timestamp {
        after("2026-01-01T12:00:00Z".parse().unwrap(), seconds)
    }

    fn checked(text: &str, hash: &str, now: Timestamp) -> Result<(), TokenFault> {
        LoginChallenge::parse(text)?.check(&key(), text, &credential(hash), now)
    }

    #[test]
    fn a_challenge_is_good_for_five_minutes_and_for_one_password() {
        let user = UserId::from_ulid(Ulid::from(1));
        let text = LoginChallenge::begin(user, at(0)).format(&key(), &credential("one")).0;
        assert_eq!(checked(&text, "one", at(299)), Ok(()));
        assert_eq!(checked(&text, "one", at(300)), Err(TokenFault::Spent));
        assert_eq!(checked(&text, "two", at(0)), Err(TokenFault::Invalid), "the password was changed");
    }

    #[test]
    fn a_challenge_cannot_be_made_to_last_or_to_be_for_another() {
        let user = UserId::from_ulid(Ulid::from(1));
        let text = LoginChallenge::begin(user, at(0)).format(&key(), &credential("one")).0;
        let parts: Vec<&str> = text.split('.').collect();
        let later = format!("{}.{}.{}", parts[0], at(9_000).as_second(), parts[2]);
        let other = format!("{}.{}.{}", UserId::from_ulid(Ulid::from(2)), parts[1], parts[2]);
        for forged in [later, other, format!("{text}x"), format!("{text}.x"), String::new()] {
            assert_eq!(checked(&forged, "one", at(0)), Err(TokenFault::Invalid), "{forged}");
        }
    }

    proptest! {
        #[test]
        fn no_text_is_more_than_invalid(text in ".{0,80}") {
            prop_assert_eq!(checked(&text, "one", at(0)), Err(TokenFault::Invalid));
        }
    }
}
