//! People with an account, and what makes a password acceptable.

use std::collections::BTreeSet;
use std::fmt;

use kernel::email::Email;
use kernel::faults;
use kernel::id::{TokenId, UserId};
use kernel::secret::sha256_hex;
use kernel::text::Text;
use kernel::time::Timestamp;
use serde::{Deserialize, Serialize};

use super::scope::Scope;

/// What a user may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Buys for themself.
    Customer,
    /// Sells their own products.
    Seller,
    /// Runs the shop.
    Admin,
}

impl Role {
    /// The name on the wire and in access tokens.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::Seller => "seller",
            Self::Admin => "admin",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A person with an account.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct User {
    /// The identity, which outlives changes of address and name.
    pub id: UserId,
    /// Where mail goes; unique in its canonical form.
    pub email: Email,
    /// How to address them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Text<100>>,
    /// What they may do.
    pub role: Role,
    /// Which parts of the shop they run; staff alone have any.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub scopes: BTreeSet<Scope>,
    /// Whether a mail to the address was answered.
    pub email_verified: bool,
    /// Whether a log-in demands a code beside the password; the second factor itself is kept beside the credential.
    #[serde(default)]
    pub second_factor: bool,
    /// When they registered.
    pub created_at: Timestamp,
    /// That the account was deleted; all that is left then is a pseudonym, which orders and the audit refer to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deletion: Option<AccountDeletion>,
}

/// The end of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountDeletion {
    /// When the person asked for it.
    pub at: Timestamp,
    /// When the last of what the shop knew about them was erased.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub erased_at: Option<Timestamp>,
}

impl User {
    /// Whether the account was deleted.
    pub fn is_deleted(&self) -> bool {
        self.deletion.is_some()
    }

    /// What is left of the account when it is deleted at `now`: no address, no name, no rights.
    pub fn deleted(&self, now: Timestamp) -> Self {
        Self {
            id: self.id,
            email: Email::nobody(),
            name: None,
            role: Role::Customer,
            email_verified: false,
            scopes: BTreeSet::new(),
            second_factor: false,
            created_at: self.created_at,
            deletion: Some(AccountDeletion { at: now, erased_at: None }),
        }
    }
}

/// How a user proves to be themself by password.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Credential {
    /// Whose password it is.
    pub user: UserId,
    /// The Argon2id hash in PHC string form; it carries its salt and parameters.
    pub hash: String,
    /// The one mailed token that may reset the password: the latest since it was set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reset: Option<TokenId>,
    /// The one mailed token that may change the address: the latest since the password was set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email_change: Option<TokenId>,
    /// The SHA-256 of the hash that this one replaced at a log-in, for the same password at another cost.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remade_from: Option<String>,
}

impl Credential {
    /// A password that was just set, by its hash; no mailed token may change anything.
    pub fn new(user: UserId, hash: String) -> Self {
        Self { user, hash, reset: None, email_change: None, remade_from: None }
    }

    /// Whether this still is the password of `earlier`, whose hash may have been made anew since.
    pub fn is_password_of(&self, earlier: &Self) -> bool {
        self.hash == earlier.hash || self.remade_from.as_deref() == Some(sha256_hex(&earlier.hash).as_str())
    }

    /// The same password under `hash`, which costs as much to guess as the shop asks for by now.
    #[must_use]
    pub fn remade(&self, hash: String) -> Self {
        Self { hash, remade_from: Some(sha256_hex(&self.hash)), ..self.clone() }
    }
}

/// A hash is worth guessing at, so it stays out of logs.
impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credential").field("user", &self.user).finish_non_exhaustive()
    }
}

/// The fewest characters of a password (NIST SP 800-63B, OWASP ASVS 6.2).
pub const PASSWORD_MIN_CHARS: usize = 8;
/// The most characters of a password.
pub const PASSWORD_MAX_CHARS: usize = 128;
/// The most bytes of a password: hashing time grows with them.
pub const PASSWORD_MAX_BYTES: usize = 512;
/// The least zxcvbn score, of 0 to 4: above it an unthrottled online guess takes more than 10⁶ tries.
const PASSWORD_MIN_SCORE: u8 = 2;

faults! {
    /// A password that is not accepted.
    #[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
    pub enum PasswordFault {
        /// Fewer than [`PASSWORD_MIN_CHARS`] characters.
        #[error("must have at least {PASSWORD_MIN_CHARS} characters")]
        TooShort => Invalid "password_too_short" at "/password";
        /// More than [`PASSWORD_MAX_CHARS`] characters or [`PASSWORD_MAX_BYTES`] bytes.
        #[error("must have at most {PASSWORD_MAX_CHARS} characters and {PASSWORD_MAX_BYTES} bytes")]
        TooLong => Invalid "password_too_long" at "/password";
        /// Guessed within a million tries.
        #[error("is too easy to guess; longer, or with less common words, is better")]
        TooWeak => Invalid "password_too_weak" at "/password";
        /// On a list of stolen passwords.
        #[error("is on a list of stolen passwords; choose one that you use nowhere else")]
        Breached => Invalid "password_breached" at "/password";
    }
}

/// Whether `password` may protect the account of `email`.
///
/// Length is counted in Unicode scalar values, every character is allowed, and nothing is cut off.
/// Strength is guessed with the account's own address as known words.
pub fn check_password(password: &str, email: &Email) -> Result<(), PasswordFault> {
    if password.len() > PASSWORD_MAX_BYTES {
        return Err(PasswordFault::TooLong);
    }
    match password.chars().count() {
        short if short < PASSWORD_MIN_CHARS => return Err(PasswordFault::TooShort),
        long if long > PASSWORD_MAX_CHARS => return Err(PasswordFault::TooLong),
        _ => {}
    }
    let address = email.canonical();
    let mut known: Vec<&str> =
        address.split(|c: char| !c.is_ascii_alphanumeric()).filter(|part| part.len() > 2).collect();
    known.push(&address);
    let score = u8::from(zxcvbn::zxcvbn(password, &known).score());
    if score < PASSWORD_MIN_SCORE { Err(PasswordFault::TooWeak) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use kernel::fault::Fault as _;

    use super::*;

    fn check(password: &str) -> Result<(), PasswordFault> {
        check_password(password, &"Marguerite.Dupont@example.com".parse().unwrap())
    }

    #[test]
    fn length_is_counted_in_characters_and_bounded_in_bytes() {
        assert_eq!(check("kX9#qLm"), Err(PasswordFault::TooShort));
        assert_eq!(check("ключ-мор"), Ok(()), "eight letters of two bytes each");
        assert_eq!(check(&"a7!Zq".repeat(26)), Err(PasswordFault::TooLong));
        assert_eq!(check(&"🦀".repeat(129)), Err(PasswordFault::TooLong));
        assert_eq!(check(&"x".repeat(10_000)), Err(PasswordFault::TooLong));
        let pictures: String = ('🌀'..).step_by(7).take(128).collect();
        assert_eq!((pictures.len(), check(&pictures)), (PASSWORD_MAX_BYTES, Ok(())));
    }

    #[test]
    fn what_is_guessed_quickly_is_refused() {
        for weak in [
            "password",
            "12345678",
            "qwertyuiop",
            "aaaaaaaaaaaa",
            "marguerite",
            "Dupont123",
            "marguerite.dupont@example.com",
        ] {
            assert_eq!(check(weak), Err(PasswordFault::TooWeak), "{weak}");
        }
        for strong in ["correct horse battery staple", "vexed otters juggle", "kX9#qLm2"] {
            assert_eq!(check(strong), Ok(()), "{strong}");
        }
    }

    #[test]
    fn a_refused_password_points_at_its_field() {
        assert_eq!(PasswordFault::TooWeak.code(), "password_too_weak");
        assert_eq!(PasswordFault::TooWeak.pointer().as_deref(), Some("/password"));
    }

    #[test]
    fn a_user_is_read_with_fields_it_does_not_know_and_without_a_name() {
        let stored = r#"{"id":"usr_01JD8ZQ4T5M6N7P8Q9R0S1T2V3","email":"ana@example.com","role":"admin",
            "email_verified":true,"created_at":"2026-01-01T00:00:00Z","later":1}"#;
        let user: User = serde_json::from_str(stored).unwrap();
        assert_eq!((user.role, user.name, user.scopes.len()), (Role::Admin, None, 0));
    }

    #[test]
    fn a_deleted_account_says_nothing_of_its_person() {
        let stored = r#"{"id":"usr_01JD8ZQ4T5M6N7P8Q9R0S1T2V3","email":"ana@example.com","name":"Ana Lee","role":"admin",
            "email_verified":true,"created_at":"2026-01-01T00:00:00Z"}"#;
        let user: User = serde_json::from_str(stored).unwrap();
        let deleted = user.deleted("2026-02-01T00:00:00Z".parse().unwrap());
        assert!(!user.is_deleted() && deleted.is_deleted() && deleted.email.is_nobody());
        let left = serde_json::to_string(&deleted).unwrap();
        assert!(!left.contains("ana") && !left.contains("Ana") && !left.contains("admin"), "{left}");
        assert_eq!(serde_json::from_str::<User>(&left).unwrap(), deleted);
    }

    #[test]
    fn hashes_stay_out_of_logs() {
        let user = "usr_01JD8ZQ4T5M6N7P8Q9R0S1T2V3".parse().unwrap();
        let credential = Credential::new(user, "$argon2id$secret".to_owned());
        assert!(!format!("{credential:?}").contains("argon2"));
    }
}
