//! Sessions: one user on one device, kept alive by refresh tokens that are each used once.

use std::collections::BTreeSet;
use std::fmt;

use kernel::faults;
use kernel::id::{SessionId, UserId};
use kernel::secret::{LinkKey, base64url, same_secret, sha256_hex};
use kernel::time::{Timestamp, after};
use serde::{Deserialize, Serialize};

use super::device::Device;
use super::scope::Scope;
use super::user::Role;

/// How long a session lasts unused: 14 days, in seconds.
pub const SLIDING_SECONDS: i64 = 14 * 24 * 60 * 60;
/// How long a session lasts at most: 60 days, in seconds.
pub const ABSOLUTE_SECONDS: i64 = 60 * 24 * 60 * 60;
/// How long a session of staff lasts at most: 12 hours, in seconds.
pub const STAFF_ABSOLUTE_SECONDS: i64 = 12 * 60 * 60;
/// How long a refresh token is honoured after its successor was made, in seconds.
///
/// Two tabs that refresh at once, and a lost answer that is asked for again, are no theft.
pub const GRACE_SECONDS: i64 = 10;

/// For how long somebody who proved to be themself may do what is worth asking again for: ten minutes, in seconds.
pub const STEP_UP_SECONDS: i64 = 10 * 60;

/// The purpose of the HMAC that shows a refresh token to be the shop's.
const SEAL: &str = "refresh-token";

/// A session: the family of refresh tokens that one log-in began.
///
/// Only hashes of the tokens are kept. `expires_at` is never after `absolute_expires_at`.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Session {
    /// The family.
    pub id: SessionId,
    /// Whose it is.
    pub user: UserId,
    /// The role at log-in.
    pub role: Role,
    /// The scopes at log-in.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub scopes: BTreeSet<Scope>,
    /// SHA-256 of the current token's secret.
    pub secret_hash: String,
    /// SHA-256 of the secret before it, honoured for [`GRACE_SECONDS`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous_hash: Option<String>,
    /// What its tokens are derived under, together with the shop's key: either alone derives nothing.
    #[serde(default)]
    pub chain: String,
    /// What logged in, and from where.
    #[serde(default)]
    pub device: Device,
    /// When the holder last showed every factor that the account has; at the log-in, unless it is told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proved_at: Option<Timestamp>,
    /// Whether a second factor was among them.
    #[serde(default)]
    pub second_factor: bool,
    /// When the current token was made.
    pub rotated_at: Timestamp,
    /// When the user logged in.
    pub created_at: Timestamp,
    /// When it ends unless it is used before.
    pub expires_at: Timestamp,
    /// When it ends in any case.
    pub absolute_expires_at: Timestamp,
}

/// What becomes of a session when a refresh token is presented.
#[derive(Clone, Debug, PartialEq)]
pub enum Refresh {
    /// The current token: it is replaced.
    Rotated(Box<Session>),
    /// The previous token, just replaced: its holder gets the current one, which nothing has to be written for.
    Grace,
    /// A token that was replaced before: somebody copied it, so the session must be revoked.
    Reused,
    /// The session is over.
    Expired,
}

impl Session {
    /// The session that a log-in at `now` begins.
    pub fn begin(id: SessionId, user: UserId, role: Role, secret_hash: String, now: Timestamp) -> Self {
        let absolute = match role {
            Role::Admin => STAFF_ABSOLUTE_SECONDS,
            Role::Customer | Role::Seller => ABSOLUTE_SECONDS,
        };
        let absolute_expires_at = after(now, absolute);
        Self {
            id,
            user,
            role,
            scopes: BTreeSet::new(),
            secret_hash,
            previous_hash: None,
            chain: String::new(),
            device: Device::default(),
            proved_at: None,
            second_factor: false,
            rotated_at: now,
            created_at: now,
            expires_at: after(now, SLIDING_SECONDS).min(absolute_expires_at),
            absolute_expires_at,
        }
    }

    /// The same session, with the secret that its tokens are derived under and what began it.
    pub fn on(self, device: Device, chain: &[u8; 32]) -> Self {
        Self { device, chain: base64url(chain), ..self }
    }

    /// The same session, for somebody who holds these scopes.
    pub fn holding(self, scopes: BTreeSet<Scope>) -> Self {
        Self { scopes, ..self }
    }

    /// The same session, whose holder has just shown every factor, a second one among them or not.
    pub fn proved(self, second_factor: bool, now: Timestamp) -> Self {
        Self { proved_at: Some(now), second_factor, ..self }
    }

    /// Whether its holder proved to be themself so lately that a sensitive action needs no further proof.
    pub fn is_fresh(&self, now: Timestamp) -> bool {
        now < after(self.proved_at.unwrap_or(self.created_at), STEP_UP_SECONDS)
    }

    /// Whether the session is over.
    pub fn is_expired(&self, now: Timestamp) -> bool {
        now >= self.expires_at || now >= self.absolute_expires_at
    }

    /// What presenting the token with `presented_hash` does, `new_hash` being that of the token to hand out.
    pub fn refresh(&self, presented_hash: &str, new_hash: String, now: Timestamp) -> Refresh {
        if self.is_expired(now) {
            return Refresh::Expired;
        }
        let is = |hash: &String| same_secret(hash.as_bytes(), presented_hash.as_bytes());
        if is(&self.secret_hash) {
            return Refresh::Rotated(Box::new(Self {
                secret_hash: new_hash,
                previous_hash: Some(presented_hash.to_owned()),
                rotated_at: now,
                ..self.slid(now)
            }));
        }
        let in_grace = now <= after(self.rotated_at, GRACE_SECONDS);
        if in_grace && self.previous_hash.as_ref().is_some_and(is) { Refresh::Grace } else { Refresh::Reused }
    }

    /// The session as used at `now`.
    fn slid(&self, now: Timestamp) -> Self {
        Self { expires_at: after(now, SLIDING_SECONDS).min(self.absolute_expires_at), ..self.clone() }
    }
}

/// Hashes stay out of logs.
impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session")
            .field("id", &self.id)
            .field("user", &self.user)
            .field("role", &self.role)
            .field("rotated_at", &self.rotated_at)
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}

/// A refresh token as its holder has it: `<user>.<session>.<secret>.<seal>`, the latter two of 43 characters.
///
/// The ids find the session in one read. The seal is an HMAC over the rest: only text that the shop handed out is ever held
/// against a session, so whoever knows no more than the ids, which are in access tokens, cannot end one.
///
/// Each token determines the next, by an HMAC under the shop's key and the session's own secret. A lost answer is therefore
/// given again word for word, and a session never has two tokens that are good at the same time.
#[derive(Clone, PartialEq)]
pub struct RefreshToken {
    /// Whose session it is.
    pub user: UserId,
    /// The session it keeps alive.
    pub session: SessionId,
    secret: String,
}

impl RefreshToken {
    /// The token that a session begins with.
    pub fn first(user: UserId, session: SessionId, secret: &[u8; 32]) -> Self {
        Self { user, session, secret: base64url(secret) }
    }

    /// The token that comes after this one; `chain` is the secret of its session.
    pub fn next(&self, key: &LinkKey, chain: &str) -> Self {
        let session = self.session.to_string();
        let parts = ["refresh-chain", &session, chain, &self.secret].map(str::as_bytes);
        Self { user: self.user, session: self.session, secret: base64url(&key.mac(&parts)) }
    }

    /// Reads the text form; text that was not handed out by the holder of `key` is no token.
    pub fn parse(key: &LinkKey, text: &str) -> Result<Self, SessionFault> {
        let (unsealed, seal) = text.rsplit_once('.').ok_or(SessionFault::Malformed)?;
        if !key.accepts(SEAL, unsealed, seal) {
            return Err(SessionFault::Malformed);
        }
        let mut parts = unsealed.split('.');
        let (Some(user), Some(session), Some(secret), None) = (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(SessionFault::Malformed);
        };
        Ok(Self {
            user: user.parse().map_err(|_| SessionFault::Malformed)?,
            session: session.parse().map_err(|_| SessionFault::Malformed)?,
            secret: secret.to_owned(),
        })
    }

    /// The text form, for its holder alone.
    pub fn format(&self, key: &LinkKey) -> String {
        let unsealed = format!("{}.{}.{}", self.user, self.session, self.secret);
        let seal = key.token(SEAL, &unsealed);
        format!("{unsealed}.{seal}")
    }

    /// What the session keeps of it.
    pub fn hash(&self) -> String {
        sha256_hex(&self.secret)
    }
}

/// The secret stays out of logs.
impl fmt::Debug for RefreshToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RefreshToken").field("user", &self.user).field("session", &self.session).finish_non_exhaustive()
    }
}

faults! {
    /// A refresh that is refused.
    #[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
    pub enum SessionFault {
        /// The text is no refresh token.
        #[error("not a refresh token")]
        Malformed => Unauthenticated "unauthenticated";
        /// No such session: it was logged out or never existed.
        #[error("the session does not exist any more")]
        Unknown => Unauthenticated "unauthenticated";
        /// The session is over.
        #[error("the session has expired")]
        Expired => Unauthenticated "token_expired";
        /// The token was used before, so the whole session is revoked.
        #[error("the refresh token was used before; the session is revoked")]
        Reused => Unauthenticated "unauthenticated";
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::example::{at, ulid};

    fn session(role: Role) -> Session {
        let (id, user) = (SessionId::from_ulid(ulid(1)), UserId::from_ulid(ulid(2)));
        Session::begin(id, user, role, "first".to_owned(), at(0))
    }

    fn rotated(session: &Session, presented: &str, new: &str, now: Timestamp) -> Session {
        match session.refresh(presented, new.to_owned(), now) {
            Refresh::Rotated(session) => *session,
            other => panic!("{other:?}"),
        }
    }

    /// M01-T03
    #[test]
    fn a_token_that_was_replaced_revokes_the_session() {
        let second = rotated(&session(Role::Customer), "first", "second", at(60));
        assert_eq!(second.refresh("first", "stolen".to_owned(), at(71)), Refresh::Reused);
        let third = rotated(&second, "second", "third", at(61));
        assert_eq!(
            third.refresh("first", "stolen".to_owned(), at(62)),
            Refresh::Reused,
            "grace is for the last one only"
        );
        assert_eq!(third.refresh("never issued", "stolen".to_owned(), at(62)), Refresh::Reused);
    }

    #[test]
    fn a_lost_answer_is_given_again_for_ten_seconds() {
        let second = rotated(&session(Role::Customer), "first", "second", at(60));
        assert_eq!(second.refresh("first", "second".to_owned(), at(70)), Refresh::Grace);
        assert_eq!(second.refresh("first", "second".to_owned(), at(71)), Refresh::Reused);
        assert_eq!(second.refresh("first", "second".to_owned(), at(60 + SLIDING_SECONDS)), Refresh::Expired);
    }

    #[test]
    fn each_token_determines_the_next_to_whoever_has_the_key_and_the_session() {
        let (key, other) = (LinkKey::from_hex(&"ab".repeat(32)).unwrap(), LinkKey::from_hex(&"cd".repeat(32)).unwrap());
        let token = RefreshToken::first(UserId::from_ulid(ulid(1)), SessionId::from_ulid(ulid(2)), &[7; 32]);
        let next = token.next(&key, "chain");
        assert_eq!(next, token.next(&key, "chain"));
        for different in [token.clone(), token.next(&other, "chain"), token.next(&key, "x"), next.next(&key, "chain")] {
            assert_ne!(different.hash(), next.hash());
        }
    }

    #[test]
    fn a_session_slides_for_two_weeks_at_a_time_and_sixty_days_in_all() {
        let mut session = session(Role::Customer);
        let day = 24 * 60 * 60;
        assert_eq!(session.refresh("first", "late".to_owned(), at(14 * day)), Refresh::Expired);
        let mut token = "first".to_owned();
        for number in 1..=5 {
            let next = format!("token {number}");
            session = rotated(&session, &token, &next, at(number * 11 * day));
            token = next;
        }
        assert_eq!(session.expires_at, at(60 * day));
        assert_eq!(session.refresh(&token, "late".to_owned(), at(60 * day)), Refresh::Expired);
    }

    #[test]
    fn staff_log_in_again_after_twelve_hours() {
        let session = rotated(&session(Role::Admin), "first", "second", at(11 * 60 * 60));
        assert_eq!(session.refresh("second", "third".to_owned(), at(12 * 60 * 60)), Refresh::Expired);
    }

    #[test]
    fn a_refresh_token_reads_as_it_is_written_and_nothing_else_does() {
        let (key, other) = (LinkKey::from_hex(&"ab".repeat(32)).unwrap(), LinkKey::from_hex(&"cd".repeat(32)).unwrap());
        let token = RefreshToken::first(UserId::from_ulid(ulid(1)), SessionId::from_ulid(ulid(2)), &[7; 32]);
        let text = token.format(&key);
        assert!(text.split('.').skip(2).all(|part| part.len() == 43), "{text}");
        assert_eq!(RefreshToken::parse(&key, &text), Ok(token.clone()));
        assert_eq!(token.hash().len(), 64);
        assert!(!format!("{token:?}").contains(text.rsplit('.').nth(1).unwrap()));
        let forged = RefreshToken::first(token.user, token.session, &[8; 32]).format(&other);
        let resealed = format!("{}.{}", forged.rsplit_once('.').unwrap().0, text.rsplit_once('.').unwrap().1);
        for wrong in [
            "",
            ".",
            "..",
            "a.b.c.d",
            &text[..text.len() - 1],
            &format!("{text}A"),
            &format!("{text}.x"),
            &text.replace("usr_", "ses_"),
            &forged,
            &resealed,
            text.rsplit_once('.').unwrap().0,
        ] {
            assert_eq!(RefreshToken::parse(&key, wrong), Err(SessionFault::Malformed), "{wrong}");
        }
    }

    #[test]
    fn a_session_is_stored_without_its_empty_fields() {
        let stored = serde_json::to_value(session(Role::Seller)).unwrap();
        assert!(stored.get("previous_hash").is_none());
        assert_eq!(serde_json::from_value::<Session>(stored).unwrap(), session(Role::Seller));
    }
}
