//! Codes that are texted to a telephone and come back, to show that its number is the account's.

use std::fmt;
use std::str::FromStr;

use kernel::id::{ChallengeId, UserId};
use kernel::phone_number::PhoneNumber;
use kernel::secret::{LinkKey, same_secret};
use kernel::time::{Timestamp, after};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How long a code is good: ten minutes, in seconds.
pub const CODE_SECONDS: i64 = 10 * 60;
/// For how long a code is sent again instead of another being made: half its time, so that what arrives can be used.
pub const RESEND_SECONDS: i64 = CODE_SECONDS / 2;
/// How often a code may be tried.
pub const MOST_CHECKS: u32 = 5;

/// The digits of a code.
const DIGITS: usize = 6;
/// How many codes there are.
const CODES: u32 = 1_000_000;
/// Numbers from here on are not used, since the codes they give would come up more often than others.
const FAIR: u32 = u32::MAX - u32::MAX % CODES;

/// What a code is good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SmsPurpose {
    /// Shows that a number is the account's.
    VerifyPhone,
    /// Shows that whoever asks still has the number that was verified, so that another may take its place.
    ChangePhone,
}

impl SmsPurpose {
    /// Its name, as requests and keys spell it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::VerifyPhone => "verify_phone",
            Self::ChangePhone => "change_phone",
        }
    }
}

/// A code on its way, bound to an account, a number and a purpose.
///
/// The code itself is derived from a key and what it is bound to, so neither the item nor any event holds it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SmsChallenge {
    /// Its id.
    pub id: ChallengeId,
    /// Who asked.
    pub user: UserId,
    /// Where the text goes.
    pub phone: PhoneNumber,
    /// What the code is good for.
    pub purpose: SmsPurpose,
    /// The verified number at that time, which this one would replace.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaces: Option<PhoneNumber>,
    /// How often the code may still be tried; taken before it is looked at.
    pub checks_left: u32,
    /// How many texts were sent.
    pub sends: u32,
    /// When it was asked for first.
    pub created_at: Timestamp,
    /// Until when the code is good.
    pub expires_at: Timestamp,
    /// When the right code came back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub used_at: Option<Timestamp>,
    /// When it was noted that the code was tried too often.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exhausted_at: Option<Timestamp>,
}

impl SmsChallenge {
    /// The challenge `id`, made at `now` and sent once.
    pub fn issue(
        id: ChallengeId,
        user: UserId,
        phone: PhoneNumber,
        purpose: SmsPurpose,
        replaces: Option<PhoneNumber>,
        now: Timestamp,
    ) -> Self {
        Self {
            id,
            user,
            phone,
            purpose,
            replaces,
            checks_left: MOST_CHECKS,
            sends: 1,
            created_at: now,
            expires_at: after(now, CODE_SECONDS),
            used_at: None,
            exhausted_at: None,
        }
    }

    /// The code: the same for as long as the challenge lives, another for every other challenge, account, number and purpose.
    pub fn code(&self, key: &LinkKey) -> SmsCode {
        let (id, user) = (self.id.to_string(), self.user.to_string());
        let bound = [id.as_str(), &user, self.phone.as_str(), self.purpose.as_str()].map(str::as_bytes);
        SmsCode::derive(key, bound)
    }

    /// Whether the right code would still do something at `now`.
    pub fn is_open(&self, now: Timestamp) -> bool {
        self.used_at.is_none() && now < self.expires_at
    }

    /// Whether its code is sent again to whoever asks for one to `phone`, when `replaces` is the verified number.
    pub fn is_sent_again(&self, phone: &PhoneNumber, replaces: Option<&PhoneNumber>, now: Timestamp) -> bool {
        self.is_open(now)
            && self.checks_left > 0
            && self.phone == *phone
            && self.replaces.as_ref() == replaces
            && now < after(self.created_at, RESEND_SECONDS)
    }
}

/// Six digits.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct SmsCode(String);

/// Text that is no code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a code has six digits")]
pub struct MalformedCode;

impl SmsCode {
    /// The code for what `bound` names: digits of an HMAC, each code as likely as any other.
    fn derive(key: &LinkKey, bound: [&[u8]; 4]) -> Self {
        let [id, user, phone, purpose] = bound;
        // A MAC has eight numbers of 32 bits; all eight are unfair once in 10^30 MACs, and then another is taken.
        let fair = (0_u8..=u8::MAX).find_map(|round| {
            let mac = key.mac(&[b"sms-code", id, user, phone, purpose, &[round]]);
            let (numbers, _) = mac.as_chunks::<4>();
            numbers.iter().map(|bytes| u32::from_be_bytes(*bytes)).find(|number| *number < FAIR)
        });
        Self(format!("{:0width$}", fair.unwrap_or_default() % CODES, width = DIGITS))
    }

    /// The digits, for the text that is sent.
    pub fn digits(&self) -> &str {
        &self.0
    }

    /// Whether both are the same, in a time that does not tell where they differ.
    pub fn is(&self, other: &Self) -> bool {
        same_secret(self.0.as_bytes(), other.0.as_bytes())
    }
}

impl FromStr for SmsCode {
    type Err = MalformedCode;

    /// Reads six digits; spaces among them, as people copy them, are left out.
    fn from_str(text: &str) -> Result<Self, MalformedCode> {
        let digits: String = text.chars().filter(|character| *character != ' ').collect();
        let is_code = digits.len() == DIGITS && digits.bytes().all(|digit| digit.is_ascii_digit());
        if is_code { Ok(Self(digits)) } else { Err(MalformedCode) }
    }
}

impl TryFrom<String> for SmsCode {
    type Error = MalformedCode;

    fn try_from(text: String) -> Result<Self, MalformedCode> {
        text.parse()
    }
}

/// Codes stay out of logs.
impl fmt::Debug for SmsCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SmsCode(…)")
    }
}

#[cfg(test)]
mod tests;
