//! Passwords and their hashes: Argon2id (RFC 9106) in PHC string form.
//!
//! What it costs is a setting of the shop, [`PasswordCost`]. Hashing is slow by design, so it runs beside the threads that answer requests, a few at a time.

use std::fmt;

use argon2::password_hash::{Error, PasswordHasher as _, PasswordVerifier as _};
use argon2::{Algorithm, Argon2, Params, Version};
use domain::identity::user::{PasswordFault, check_password};
use kernel::email::Email;
use kernel::faults;
use kernel::id::IdSource;
use serde::Deserialize;
use tokio::sync::Semaphore;

use crate::Context;
use crate::password_cost::PasswordCost;

/// Bytes of a salt.
const SALT_BYTES: usize = 16;

/// What is behind the cost in the hash of nobody: salt and digest, of zeros. No password is known to have it.
const NOBODY: &str = "AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Seats for hashing: they bound the memory of a process (4 × 19 MiB as a rule), however many log in at once.
static SEATS: Semaphore = Semaphore::const_new(4);

/// A password as somebody typed it; shown nowhere, and stored only as its hash.
#[derive(Clone, Deserialize)]
#[serde(try_from = "String")]
pub struct Password(String);

/// Text that no keyboard types, and that some implementations would cut off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("must not contain the character U+0000")]
pub struct MalformedPassword;

impl TryFrom<String> for Password {
    type Error = MalformedPassword;

    fn try_from(text: String) -> Result<Self, MalformedPassword> {
        if text.contains('\0') { Err(MalformedPassword) } else { Ok(Self(text)) }
    }
}

impl Password {
    /// The text, of any length and any characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Refuses a password that may not protect the account of `email`, by rule.
    pub fn check(&self, email: &Email) -> Result<(), UnfitPassword> {
        check_password(&self.0, email).map_err(UnfitPassword)
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

faults! {
    /// A password that may not protect an account.
    #[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
    #[error("the password {0}")]
    pub struct UnfitPassword(pub PasswordFault);
}

faults! {
    /// A password that could not be hashed or compared; says nothing about whether it fits.
    #[derive(Clone, Debug, thiserror::Error)]
    #[error("a password could not be hashed: {0}")]
    pub struct HashFault(String) => Internal "internal";
}

/// The PHC string of `password` under a fresh salt, at the cost that the shop asks for.
pub async fn hash_password(cx: &Context, password: &Password) -> Result<String, HashFault> {
    hash_at(cx.settings.password_cost, password, &*cx.ids).await
}

/// Whether `password` has the hash `known`, a PHC string; without one the work of the shop's cost is done for nothing.
pub async fn password_fits(cx: &Context, password: &Password, known: Option<&str>) -> Result<bool, HashFault> {
    fits_at(cx.settings.password_cost, password, known).await
}

async fn hash_at(cost: PasswordCost, password: &Password, ids: &dyn IdSource) -> Result<String, HashFault> {
    let (password, salt) = (password.clone(), ids.secret());
    seated(move || {
        let salt: Vec<u8> = salt.into_iter().take(SALT_BYTES).collect();
        hash_with_salt(cost, password.as_str(), &salt)
    })
    .await
}

async fn fits_at(cost: PasswordCost, password: &Password, known: Option<&str>) -> Result<bool, HashFault> {
    let (password, is_known) = (password.clone(), known.is_some());
    let hash = known.map_or_else(|| nobody(cost), str::to_owned);
    let fits = seated(move || fits(password.as_str(), &hash)).await?;
    Ok(fits && is_known)
}

/// Compared with where there is no account, so that a guess costs the same.
fn nobody(cost: PasswordCost) -> String {
    format!("{}{NOBODY}", cost.prefix())
}

/// Runs `work` on a thread for blocking work once there is a seat.
async fn seated<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, HashFault> + Send + 'static,
) -> Result<T, HashFault> {
    let seat = SEATS.acquire().await.map_err(|error| HashFault(error.to_string()))?;
    let task = tokio::task::spawn_blocking(move || {
        let result = work();
        drop(seat);
        result
    });
    task.await.map_err(|error| HashFault(error.to_string()))?
}

fn hash_with_salt(cost: PasswordCost, password: &str, salt: &[u8]) -> Result<String, HashFault> {
    let params = Params::new(cost.memory_kib(), cost.passes(), cost.lanes(), None)
        .map_err(|error| HashFault(error.to_string()))?;
    let hash = Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_with_salt(password.as_bytes(), salt)
        .map_err(|error| HashFault(error.to_string()))?;
    Ok(hash.to_string())
}

/// Parameters and salt are those in the hash.
fn fits(password: &str, hash: &str) -> Result<bool, HashFault> {
    match Argon2::default().verify_password(password.as_bytes(), hash) {
        Ok(()) => Ok(true),
        Err(Error::PasswordInvalid) => Ok(false),
        Err(error) => Err(HashFault(error.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use kernel::fault::Fault as _;
    use kernel::id::Ulid;
    use kernel::time::Timestamp;

    use super::*;

    /// Computed by argon2-cffi as well.
    const VECTOR: &str =
        "$argon2id$v=19$m=19456,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$gy5SuVm5Z7Vw7keB9se9p87QGcomaseB/S2U1OhTsM0";

    struct SameIds;

    impl IdSource for SameIds {
        fn ulid(&self, _: Timestamp) -> Ulid {
            Ulid::nil()
        }

        fn secret(&self) -> [u8; 32] {
            *b"0123456789abcdef0123456789abcdef"
        }
    }

    fn password(text: &str) -> Password {
        text.to_owned().try_into().unwrap()
    }

    #[tokio::test]
    async fn hashes_are_those_of_other_implementations() {
        let hash = hash_at(PasswordCost::default(), &password("correct horse battery staple"), &SameIds).await.unwrap();
        assert_eq!(hash, VECTOR);
    }

    #[tokio::test]
    async fn only_the_whole_password_fits() {
        assert!(
            fits_at(PasswordCost::default(), &password("correct horse battery staple"), Some(VECTOR)).await.unwrap()
        );
        for wrong in
            ["", "correct horse battery stapl", "correct horse battery staple ", "Correct horse battery staple"]
        {
            assert!(!fits_at(PasswordCost::default(), &password(wrong), Some(VECTOR)).await.unwrap(), "{wrong}");
        }
        assert!(fits_at(PasswordCost::default(), &password("x"), Some("no hash")).await.is_err());
    }

    #[tokio::test]
    async fn nothing_fits_where_there_is_no_account_at_the_same_cost() {
        assert!(!fits_at(PasswordCost::default(), &password("correct horse battery staple"), None).await.unwrap());
        for cost in ["m=19456,t=2,p=1", "m=12288,t=3,p=1"] {
            let cost: PasswordCost = cost.parse().unwrap();
            let hash = hash_at(cost, &password("x"), &SameIds).await.unwrap();
            assert!(cost.made(&hash) && cost.made(&nobody(cost)));
            assert_eq!(nobody(cost).len(), hash.len());
            assert!(!fits_at(cost, &password("x"), None).await.unwrap());
        }
    }

    #[tokio::test]
    async fn a_hash_of_another_cost_still_fits() {
        let cost: PasswordCost = "m=12288,t=3,p=1".parse().unwrap();
        assert!(fits_at(cost, &password("correct horse battery staple"), Some(VECTOR)).await.unwrap());
        assert!(!cost.made(VECTOR) && PasswordCost::default().made(VECTOR));
    }

    #[tokio::test]
    async fn all_who_wait_for_a_seat_get_one() {
        let guesses =
            (0..12).map(|_| tokio::spawn(async { fits_at(PasswordCost::default(), &password("x"), None).await }));
        for guess in guesses.collect::<Vec<_>>() {
            assert!(!guess.await.unwrap().unwrap());
        }
    }

    #[test]
    fn an_unfit_password_is_told_in_a_whole_sentence() {
        let fault = password("short").check(&"ana@example.com".parse().unwrap()).unwrap_err();
        assert_eq!(fault.to_string(), "the password must have at least 8 characters");
        assert_eq!((fault.code(), fault.pointer().as_deref()), ("password_too_short", Some("/password")));
    }

    #[test]
    fn a_password_with_a_nul_byte_is_none() {
        assert_eq!(Password::try_from("vexed otters\0juggle".to_owned()).err(), Some(MalformedPassword));
    }

    #[test]
    fn a_password_is_not_shown() {
        assert_eq!(format!("{:?}", password("hunter2")), "Password(…)");
    }
}
