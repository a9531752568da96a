//! The second factor: codes of an authenticator app (TOTP, RFC 6238), and recovery codes for when the app is lost.

use std::collections::BTreeSet;
use std::fmt;

use kernel::email::Email;
use kernel::id::UserId;
use kernel::secret::{LinkKey, base64url, same_secret};
use kernel::time::Timestamp;
use serde::{Deserialize, Serialize};
use totp_rs::{Builder, Totp};

/// How many recovery codes there are at a time.
pub const RECOVERY_CODES: u8 = 10;
/// The bytes of an app's secret: the length of a SHA-1, as RFC 4226 §4 recommends.
const SECRET_BYTES: usize = 20;
/// The characters of a recovery code, five bits each.
const RECOVERY_CHARS: usize = 10;
/// Digits and letters that nobody takes for another (<https://www.crockford.com/base32.html>).
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
/// The most characters of the account's name within an app: some show no more.
const ACCOUNT_CHARS: usize = 64;

/// The second factor of a user.
///
/// The app's secret and the recovery codes are derived from the seed under the shop's key: neither the item nor the key alone
/// gives a code away. A code is good once: the step of the latest one and the numbers of used recovery codes are kept.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct SecondFactor {
    /// Whose it is.
    pub user: UserId,
    seed: String,
    /// Which set of recovery codes is good.
    #[serde(default)]
    recovery_set: u32,
    /// Those of the set that were used.
    #[serde(default)]
    used: BTreeSet<u8>,
    /// The 30 seconds whose code was used last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    last_step: Option<u64>,
    /// When the secret was made.
    pub enrolled_at: Timestamp,
    /// Since when a log-in demands it; never, until a first code has shown that the app has the secret.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub active_since: Option<Timestamp>,
}

/// What a code was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeKind {
    /// The app's.
    App,
    /// A recovery code.
    Recovery,
}

/// What happened to somebody's second factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SecondFactorChange {
    /// Log-ins demand it from now on.
    Activated,
    /// They do no longer.
    Removed,
    /// A recovery code was used in place of the app.
    RecoveryCodeUsed,
    /// There are new recovery codes.
    RecoveryCodesRenewed,
}

/// What the app is told: the secret by itself, and within a link that cameras read.
#[derive(Clone, PartialEq, Eq)]
pub struct AppSecret {
    /// In base32.
    pub secret: String,
    /// `otpauth://totp/…` (<https://github.com/google/google-authenticator/wiki/Key-Uri-Format>).
    pub link: String,
}

impl SecondFactor {
    /// A second factor that is not active yet.
    pub fn enroll(user: UserId, seed: &[u8; 32], now: Timestamp) -> Self {
        Self {
            user,
            seed: base64url(seed),
            recovery_set: 0,
            used: BTreeSet::new(),
            last_step: None,
            enrolled_at: now,
            active_since: None,
        }
    }

    /// The same, demanded from now on.
    pub fn activated(self, now: Timestamp) -> Self {
        Self { active_since: Some(now), ..self }
    }

    /// Whether log-ins demand it.
    pub fn is_active(&self) -> bool {
        self.active_since.is_some()
    }

    /// The same with other recovery codes.
    pub fn renewed(self) -> Self {
        Self { recovery_set: self.recovery_set.saturating_add(1), used: BTreeSet::new(), ..self }
    }

    /// How many recovery codes are left.
    pub fn recovery_codes_left(&self) -> u8 {
        RECOVERY_CODES.saturating_sub(u8::try_from(self.used.len()).unwrap_or(RECOVERY_CODES))
    }

    /// The whole set of recovery codes, for their holder alone.
    pub fn recovery_codes(&self, key: &LinkKey) -> Vec<String> {
        (0..RECOVERY_CODES)
            .map(|number| {
                let code = self.recovery_code(key, number);
                let (left, right) = code.split_at(RECOVERY_CHARS / 2);
                format!("{left}-{right}")
            })
            .collect()
    }

    /// What the app of `email`, an account of the shop `store_name`, is told; `None` if that makes no secret.
    pub fn app_secret(&self, key: &LinkKey, store_name: &str, email: &Email) -> Option<AppSecret> {
        // A colon separates the two in the link.
        let plain = |text: &str| text.replace(':', " ").chars().take(ACCOUNT_CHARS).collect::<String>();
        let app = self.builder(key).with_issuer(Some(plain(store_name))).with_account_name(plain(email.as_str()));
        let app = app.build().ok()?;
        Some(AppSecret { secret: app.secret().to_base32(), link: app.to_url().ok()? })
    }

    /// The second factor after `code` was used, and which kind it was; `None` if it is wrong or was used before.
    pub fn accept(&self, key: &LinkKey, code: &str, now: Timestamp) -> Option<(Self, CodeKind)> {
        let step = self.app(key).and_then(|app| app.check(code.trim(), u64::try_from(now.as_second()).ok()?));
        if let Some(step) = step.filter(|step| self.last_step.is_none_or(|last| last < *step)) {
            return Some((Self { last_step: Some(step), ..self.clone() }, CodeKind::App));
        }
        let typed = recovery_text(code)?;
        // All are compared, so that the time does not tell which.
        let number = (0..RECOVERY_CODES).fold(None, |found, number| {
            let is_it = same_secret(self.recovery_code(key, number).as_bytes(), typed.as_bytes());
            if is_it { Some(number) } else { found }
        })?;
        let mut used = self.used.clone();
        used.insert(number).then(|| (Self { used, ..self.clone() }, CodeKind::Recovery))
    }

    fn builder(&self, key: &LinkKey) -> Builder {
        let mac = key.mac(&[b"second-factor", self.user.to_string().as_bytes(), self.seed.as_bytes()]);
        Builder::new().with_secret(mac.into_iter().take(SECRET_BYTES).collect::<Vec<u8>>())
    }

    /// SHA-1, six digits, 30 seconds, one step of tolerance: what every app does.
    fn app(&self, key: &LinkKey) -> Option<Totp> {
        self.builder(key).build().ok()
    }

    fn recovery_code(&self, key: &LinkKey, number: u8) -> String {
        let (user, set) = (self.user.to_string(), self.recovery_set.to_be_bytes());
        let mac = key.mac(&[b"recovery-code", user.as_bytes(), self.seed.as_bytes(), &set, &[number]]);
        let letter = |byte: &u8| ALPHABET.get(usize::from(byte & 31)).map_or('0', |letter| char::from(*letter));
        mac.iter().take(RECOVERY_CHARS).map(letter).collect()
    }
}

/// A recovery code as somebody typed it, read as it was meant; `None` if it cannot be one.
fn recovery_text(code: &str) -> Option<String> {
    if code.len() > 4 * RECOVERY_CHARS {
        return None;
    }
    let meant = |c: char| match c.to_ascii_lowercase() {
        'o' => '0',
        'i' | 'l' => '1',
        c => c,
    };
    let text: String = code.chars().filter(|c| !matches!(c, '-' | ' ')).map(meant).collect();
    (text.len() == RECOVERY_CHARS).then_some(text)
}

/// What codes are derived from stays out of logs.
impl fmt::Debug for SecondFactor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SecondFactor")
            .field("user", &self.user)
            .field("active_since", &self.active_since)
            .finish_non_exhaustive()
    }
}

/// As does the secret.
impl fmt::Debug for AppSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AppSecret(…)")
    }
}

#[cfg(test)]
mod tests {
    use kernel::id::Ulid;
    use kernel::time::after;
    use proptest::prelude::*;

    use super::*;

    fn key() -> LinkKey {
        LinkKey::from_hex(&"ab".repeat(32)).unwrap()
    }

    fn at(seconds: i64) -> Timestamp {
        after("2026-01-01T12:00:00Z".parse().unwrap(), seconds)
    }

    fn factor() -> SecondFactor {
        SecondFactor::enroll(UserId::from_ulid(Ulid::from(1)), &[7; 32], at(0)).activated(at(0))
    }

    /// The code that an app with the secret of `factor` shows at `now`.
    fn shown(factor: &SecondFactor, now: Timestamp) -> String {
        factor.app(&key()).unwrap().generate(u64::try_from(now.as_second()).unwrap()).to_string()
    }

    /// The first vector of RFC 6238, appendix B, for SHA-1: eight digits there, so their last six here.
    #[test]
    fn codes_are_those_of_the_rfc() {
        let app = Builder::new().with_secret(b"12345678901234567890".to_vec()).build().unwrap();
        for (time, code) in [(59, "287082"), (1_111_111_109, "081804"), (20_000_000_000, "353130")] {
            assert_eq!(app.generate(time).to_string(), code);
        }
    }

    #[test]
    fn the_code_that_the_app_shows_is_good_once() {
        let factor = factor();
        let code = shown(&factor, at(0));
        let (after_it, kind) = factor.accept(&key(), &code, at(20)).unwrap();
        assert_eq!(kind, CodeKind::App);
        assert!(after_it.accept(&key(), &code, at(20)).is_none(), "the same code");
        let earlier = shown(&factor, at(-30));
        assert!(after_it.accept(&key(), &earlier, at(20)).is_none(), "the code before it");
        assert!(after_it.accept(&key(), &shown(&factor, at(30)), at(30)).is_some(), "the next one");
    }

    #[test]
    fn a_code_is_good_for_half_a_minute_before_and_after_its_own() {
        let factor = factor();
        for (late, is_good) in [(-31, false), (-30, true), (0, true), (59, true), (60, false)] {
            assert_eq!(factor.accept(&key(), &shown(&factor, at(0)), at(late)).is_some(), is_good, "{late}");
        }
    }

    #[test]
    fn each_recovery_code_is_good_once_however_it_is_typed() {
        let mut factor = factor();
        let codes = factor.recovery_codes(&key());
        assert_eq!(codes.iter().collect::<BTreeSet<_>>().len(), 10);
        for (code, left) in codes.iter().zip((0..10).rev()) {
            let typed = format!(" {} ", code.to_uppercase().replace('-', "").replace('0', "O").replace('1', "l"));
            let (next, kind) = factor.accept(&key(), &typed, at(0)).unwrap();
            assert_eq!((kind, next.recovery_codes_left()), (CodeKind::Recovery, left));
            assert!(next.accept(&key(), code, at(0)).is_none());
            factor = next;
        }
        let renewed = factor.renewed();
        assert_eq!(renewed.recovery_codes_left(), 10);
        assert!(codes.iter().all(|code| renewed.accept(&key(), code, at(0)).is_none()));
    }

    #[test]
    fn codes_of_others_and_under_other_keys_are_wrong() {
        let (own, code) = (factor(), shown(&factor(), at(0)));
        let other = SecondFactor { user: UserId::from_ulid(Ulid::from(2)), ..own.clone() };
        let other_key = LinkKey::from_hex(&"cd".repeat(32)).unwrap();
        assert!(other.accept(&key(), &code, at(0)).is_none());
        assert!(own.accept(&other_key, &code, at(0)).is_none());
        assert!(own.accept(&other_key, &own.recovery_codes(&key())[0], at(0)).is_none());
    }

    #[test]
    fn an_app_is_told_the_shop_and_the_account() {
        let email = "ana@example.com".parse().unwrap();
        let told = factor().app_secret(&key(), "Souk: the shop", &email).unwrap();
        assert_eq!(told.secret.len(), 32);
        assert!(
            told.link.starts_with("otpauth://totp/Souk%20%20the%20shop:ana%40example.com?secret="),
            "{}",
            told.link
        );
        assert!(told.link.contains(&told.secret), "{}", told.link);
    }

    #[test]
    fn nothing_that_makes_codes_is_shown() {
        let factor = factor();
        let told = factor.app_secret(&key(), "Souk", &"ana@example.com".parse().unwrap()).unwrap();
        assert!(!format!("{factor:?}").contains(&factor.seed));
        assert_eq!(format!("{told:?}"), "AppSecret(…)");
    }

    proptest! {
        #[test]
        fn no_text_is_more_than_wrong(text in ".{0,60}") {
            prop_assert!(factor().accept(&key(), &text, at(0)).is_none());
        }
    }
}
