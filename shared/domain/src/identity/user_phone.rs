//! Verified phone number. The telephone number that an account has shown to be its own.

use kernel::id::{ChallengeId, UserId};
use kernel::phone_number::PhoneNumber;
use kernel::time::{Timestamp, after};
use serde::{Deserialize, Serialize};

use super::sms_send_log::SmsSendLog;
use super::sms_verification::{SmsChallenge, SmsPurpose};

/// For how long the proof of the old number lets another one be asked for: ten minutes, in seconds.
pub const PROOF_SECONDS: i64 = 10 * 60;
/// How long an account whose number was removed has none: a day, in seconds, in which its owner reads the mail about it.
pub const COOL_DOWN_SECONDS: i64 = 24 * 60 * 60;

/// A number that was shown to be the account's.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct VerifiedPhone {
    /// The number.
    pub number: PhoneNumber,
    /// When that was shown.
    pub verified_at: Timestamp,
}

/// What is known of one account and its telephone. Each write of it keeps one event.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UserPhone {
    /// Whose it is.
    pub user: UserId,
    /// The verified number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verified: Option<VerifiedPhone>,
    /// Until when another number may be asked for, since the verified one was proved once more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proved_until: Option<Timestamp>,
    /// When a verified number was removed last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub removed_at: Option<Timestamp>,
    /// The one challenge that may verify a number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verifying: Option<ChallengeId>,
    /// The one challenge that may prove the verified number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changing: Option<ChallengeId>,
    /// The texts that were sent for this account, to whatever number.
    #[serde(default)]
    pub sends: SmsSendLog,
}

/// Why no code is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PhoneRefusal {
    /// The number is not the verified one, which alone can be proved.
    NotVerified,
    /// The verified number must be proved first.
    ProofRequired,
    /// A number was removed not long ago.
    CoolingDown {
        /// Seconds until another may be verified.
        retry_after: u32,
    },
}

impl UserPhone {
    /// What is known of an account that never had a number.
    pub fn unknown(user: UserId) -> Self {
        Self {
            user,
            verified: None,
            proved_until: None,
            removed_at: None,
            verifying: None,
            changing: None,
            sends: SmsSendLog::default(),
        }
    }

    /// The verified number.
    pub fn number(&self) -> Option<&PhoneNumber> {
        self.verified.as_ref().map(|verified| &verified.number)
    }

    /// When `phone` was verified, if it is the verified number.
    pub fn verified_at(&self, phone: &PhoneNumber) -> Option<Timestamp> {
        self.verified.as_ref().filter(|verified| verified.number == *phone).map(|verified| verified.verified_at)
    }

    /// When another number may be verified after the removal of one, if that is later than `now`.
    pub fn cools_down_until(&self, now: Timestamp) -> Option<Timestamp> {
        let until = self.removed_at.map(|removed| after(removed, COOL_DOWN_SECONDS));
        until.filter(|until| now < *until && self.verified.is_none())
    }

    /// Whether a code for `purpose` may be sent to `phone` at `now` (M40-T06).
    pub fn may_ask(&self, phone: &PhoneNumber, purpose: SmsPurpose, now: Timestamp) -> Result<(), PhoneRefusal> {
        let same = self.number().map(|number| number == phone);
        match (purpose, same) {
            (SmsPurpose::ChangePhone | SmsPurpose::VerifyPhone, Some(true)) => Ok(()),
            (SmsPurpose::ChangePhone, _) => Err(PhoneRefusal::NotVerified),
            (SmsPurpose::VerifyPhone, Some(false)) => {
                let proved = self.proved_until.is_some_and(|until| now < until);
                if proved { Ok(()) } else { Err(PhoneRefusal::ProofRequired) }
            }
            (SmsPurpose::VerifyPhone, None) => self.cools_down_until(now).map_or(Ok(()), |until| {
                let seconds = until.as_second().saturating_sub(now.as_second());
                Err(PhoneRefusal::CoolingDown { retry_after: u32::try_from(seconds).unwrap_or(u32::MAX).max(1) })
            }),
        }
    }

    /// The one challenge of `purpose` that counts.
    pub fn living(&self, purpose: SmsPurpose) -> Option<ChallengeId> {
        match purpose {
            SmsPurpose::VerifyPhone => self.verifying,
            SmsPurpose::ChangePhone => self.changing,
        }
    }

    /// Makes `challenge` the one that counts for its purpose; the one before is worthless from then on.
    pub fn live(&mut self, challenge: &SmsChallenge) {
        match challenge.purpose {
            SmsPurpose::VerifyPhone => self.verifying = Some(challenge.id),
            SmsPurpose::ChangePhone => self.changing = Some(challenge.id),
        }
    }

    /// Whether `challenge` may do at `now` what it was made for: it counts, and the number it would replace is still the one.
    pub fn honours(&self, challenge: &SmsChallenge, now: Timestamp) -> bool {
        challenge.is_open(now)
            && self.living(challenge.purpose) == Some(challenge.id)
            && self.number() == challenge.replaces.as_ref()
    }

    /// What becomes of it when the code of `challenge` has come back at `now`.
    pub fn answered(&self, challenge: &SmsChallenge, now: Timestamp) -> Self {
        let mut next = self.clone();
        match challenge.purpose {
            SmsPurpose::VerifyPhone => {
                next.verified = Some(VerifiedPhone { number: challenge.phone.clone(), verified_at: now });
                (next.verifying, next.changing, next.proved_until) = (None, None, None);
            }
            SmsPurpose::ChangePhone => {
                next.proved_until = Some(after(now, PROOF_SECONDS));
                next.changing = None;
            }
        }
        next
    }

    /// What becomes of it when the verified number is removed at `now`; nothing if there is none.
    pub fn removed(&self, now: Timestamp) -> Option<Self> {
        self.verified.as_ref()?;
        Some(Self { sends: self.sends.clone(), removed_at: Some(now), ..Self::unknown(self.user) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::example::{at, ulid};

    fn phone(text: &str) -> PhoneNumber {
        text.parse().unwrap()
    }

    fn challenge(number: u128, to: &str, purpose: SmsPurpose, of: &UserPhone, seconds: i64) -> SmsChallenge {
        SmsChallenge::issue(
            ChallengeId::from_ulid(ulid(number)),
            of.user,
            phone(to),
            purpose,
            of.number().cloned(),
            at(seconds),
        )
    }

    const OLD: &str = "+4915112345678";
    const NEW: &str = "+14155550132";

    fn verified() -> UserPhone {
        let mut unknown = UserPhone::unknown(UserId::from_ulid(ulid(1)));
        let challenge = challenge(1, OLD, SmsPurpose::VerifyPhone, &unknown, 0);
        assert_eq!(unknown.may_ask(&phone(OLD), SmsPurpose::VerifyPhone, at(0)), Ok(()));
        unknown.live(&challenge);
        assert!(unknown.honours(&challenge, at(1)));
        unknown.answered(&challenge, at(1))
    }

    /// M40-T06
    #[test]
    fn another_number_wants_proof_of_the_one_there_is() {
        let mut known = verified();
        assert_eq!(known.verified_at(&phone(OLD)), Some(at(1)));
        assert_eq!(known.verified_at(&phone(NEW)), None);
        let ask = |known: &UserPhone, to: &str, purpose, seconds| known.may_ask(&phone(to), purpose, at(seconds));
        assert_eq!(ask(&known, NEW, SmsPurpose::VerifyPhone, 2), Err(PhoneRefusal::ProofRequired));
        assert_eq!(ask(&known, NEW, SmsPurpose::ChangePhone, 2), Err(PhoneRefusal::NotVerified));
        assert_eq!(ask(&known, OLD, SmsPurpose::ChangePhone, 2), Ok(()));
        let proof = challenge(2, OLD, SmsPurpose::ChangePhone, &known, 2);
        known.live(&proof);
        known = known.answered(&proof, at(10));
        assert!(!known.honours(&proof, at(11)), "it worked once");
        assert_eq!(ask(&known, NEW, SmsPurpose::VerifyPhone, 609), Ok(()));
        assert_eq!(ask(&known, NEW, SmsPurpose::VerifyPhone, 610), Err(PhoneRefusal::ProofRequired));
        let change = challenge(3, NEW, SmsPurpose::VerifyPhone, &known, 20);
        known.live(&change);
        known = known.answered(&change, at(30));
        assert_eq!(known.number(), Some(&phone(NEW)));
        assert_eq!(ask(&known, OLD, SmsPurpose::VerifyPhone, 31), Err(PhoneRefusal::ProofRequired));
    }

    /// M40-T06
    #[test]
    fn a_removed_number_leaves_a_day_without_one_and_no_way_round_it() {
        let mut known = verified();
        let pending = challenge(2, OLD, SmsPurpose::VerifyPhone, &known, 2);
        known.live(&pending);
        let removed = known.removed(at(100)).unwrap();
        assert!(!removed.honours(&pending, at(101)));
        assert_eq!(removed.removed(at(101)), None);
        let ask = |seconds| removed.may_ask(&phone(NEW), SmsPurpose::VerifyPhone, at(seconds));
        assert_eq!(ask(101), Err(PhoneRefusal::CoolingDown { retry_after: 86_399 }));
        assert_eq!(ask(100 + COOL_DOWN_SECONDS), Ok(()));
        assert_eq!(removed.may_ask(&phone(OLD), SmsPurpose::ChangePhone, at(101)), Err(PhoneRefusal::NotVerified));
    }

    #[test]
    fn a_newer_challenge_makes_the_older_worthless() {
        let mut unknown = UserPhone::unknown(UserId::from_ulid(ulid(1)));
        let (older, newer) = (
            challenge(1, OLD, SmsPurpose::VerifyPhone, &unknown, 0),
            challenge(2, NEW, SmsPurpose::VerifyPhone, &unknown, 1),
        );
        unknown.live(&older);
        unknown.live(&newer);
        assert!(!unknown.honours(&older, at(2)) && unknown.honours(&newer, at(2)));
        assert!(!unknown.honours(&newer, at(601)));
    }
}
