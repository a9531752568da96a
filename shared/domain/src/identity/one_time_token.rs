//! Tokens that are mailed and used once.

use std::fmt;

use kernel::faults;
use kernel::id::{TokenId, UserId};
use kernel::secret::{LinkKey, same_secret, sha256_hex};
use kernel::time::{Timestamp, after};
use serde::{Deserialize, Serialize};

/// How long an address may be confirmed: 24 hours, in seconds.
pub const VERIFY_EMAIL_SECONDS: i64 = 24 * 60 * 60;

/// How long a password may be reset: 30 minutes, in seconds.
pub const RESET_PASSWORD_SECONDS: i64 = 30 * 60;

/// How long an archive of somebody's data may be fetched: 24 hours, in seconds.
pub const DOWNLOAD_EXPORT_SECONDS: i64 = 24 * 60 * 60;

/// What a token is good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TokenPurpose {
    /// Shows that mail to the user's address arrives.
    VerifyEmail,
    /// Shows that mail to an address that is to be the user's arrives.
    ChangeEmail,
    /// Lets whoever reads the user's mail choose another password.
    ResetPassword,
    /// Lets whoever reads the user's mail fetch the archive of the user's data, as often as they like until it expires.
    DownloadExport,
}

/// A token that was mailed to a user.
///
/// The text is derived from a key and the id, so neither the item nor the event that mails it holds the secret.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct OneTimeToken {
    /// The public half of the text.
    pub id: TokenId,
    /// Whom it was mailed to.
    pub user: UserId,
    /// What it is good for.
    pub purpose: TokenPurpose,
    /// SHA-256 of the whole text.
    pub hash: String,
    /// Until when it is good.
    pub expires_at: Timestamp,
}

impl OneTimeToken {
    /// The token `id` for `user`, issued at `now`.
    pub fn issue(key: &LinkKey, id: TokenId, user: UserId, purpose: TokenPurpose, now: Timestamp) -> Self {
        let seconds = match purpose {
            TokenPurpose::VerifyEmail | TokenPurpose::ChangeEmail => VERIFY_EMAIL_SECONDS,
            TokenPurpose::ResetPassword => RESET_PASSWORD_SECONDS,
            TokenPurpose::DownloadExport => DOWNLOAD_EXPORT_SECONDS,
        };
        Self { id, user, purpose, hash: token_hash(&token_text(key, id)), expires_at: after(now, seconds) }
    }

    /// Whether `text` is this token and still good for `purpose`.
    pub fn check(&self, text: &str, purpose: TokenPurpose, now: Timestamp) -> Result<(), TokenFault> {
        if self.purpose != purpose || !same_secret(self.hash.as_bytes(), token_hash(text).as_bytes()) {
            return Err(TokenFault::Invalid);
        }
        if now >= self.expires_at { Err(TokenFault::Spent) } else { Ok(()) }
    }
}

/// Hashes stay out of logs.
impl fmt::Debug for OneTimeToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OneTimeToken")
            .field("id", &self.id)
            .field("user", &self.user)
            .field("purpose", &self.purpose)
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}

/// The text that is mailed: `tok_….<43 characters>`.
pub fn token_text(key: &LinkKey, id: TokenId) -> String {
    let id = id.to_string();
    format!("{id}.{}", key.token("one-time-token", &id))
}

/// The id within a token's text, which need not be genuine.
pub fn token_id(text: &str) -> Result<TokenId, TokenFault> {
    text.split_once('.').and_then(|(id, _)| id.parse().ok()).ok_or(TokenFault::Invalid)
}

/// What is kept of a token's text.
pub fn token_hash(text: &str) -> String {
    sha256_hex(text)
}

faults! {
    /// A one-time token that is refused.
    #[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
    pub enum TokenFault {
        /// The text is no token of ours for this purpose.
        #[error("the token is not valid")]
        Invalid => Invalid "token_invalid" at "/token";
        /// It was used before, or its time is over.
        #[error("the token was used before or has expired")]
        Spent => Gone "token_spent" at "/token";
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::example::{at, ulid};

    fn key(digits: &str) -> LinkKey {
        LinkKey::from_hex(&digits.repeat(32)).unwrap()
    }

    fn token() -> OneTimeToken {
        let (id, user) = (TokenId::from_ulid(ulid(1)), UserId::from_ulid(ulid(2)));
        OneTimeToken::issue(&key("ab"), id, user, TokenPurpose::VerifyEmail, at(0))
    }

    /// A01-T04
    #[test]
    fn a_token_is_good_for_a_day_and_kept_as_its_hash() {
        let token = token();
        let text = token_text(&key("ab"), token.id);
        let check = |text: &str, seconds| token.check(text, TokenPurpose::VerifyEmail, at(seconds));
        assert_eq!(token_id(&text), Ok(token.id));
        assert_eq!(check(&text, 86_399), Ok(()));
        assert_eq!(check(&text, 86_400), Err(TokenFault::Spent));
        let secret = text.rsplit('.').next().unwrap();
        assert!(!serde_json::to_string(&token).unwrap().contains(secret));
        assert!(!format!("{token:?}").contains(&token.hash));
    }

    #[test]
    fn a_forged_token_is_refused() {
        let token = token();
        let forged = token_text(&key("cd"), token.id);
        for text in [forged.as_str(), "", "tok_", &token.id.to_string()] {
            assert_eq!(token.check(text, TokenPurpose::VerifyEmail, at(0)), Err(TokenFault::Invalid), "{text}");
        }
        for text in ["", "x", "tok_.x", "ord_01JD8ZQ4T5M6N7P8Q9R0S1T2V3.x"] {
            assert_eq!(token_id(text), Err(TokenFault::Invalid), "{text}");
        }
    }
}
