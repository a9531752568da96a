//! What is known of an account and its telephone, and the codes that are on their way.

use domain::identity::sms_verification::SmsChallenge;
use domain::identity::user_phone::UserPhone;
use kernel::id::{ChallengeId, UserId};
use kernel::time::after;
use table::{Entity, Indexes, Key, Partition, Person, Shape, Stored, Table, TableFault, key};

use super::partitions;
use crate::identity::sms_log::SmsLogRecord;

/// How long an expired challenge is kept, in seconds, so that a late answer is told from a forged one.
const KEPT_SECONDS: i64 = 24 * 60 * 60;

/// The item of a [`UserPhone`]: in a partition of its own, which nobody writes but identity.
#[derive(Debug)]
pub struct UserPhoneRecord;

impl UserPhoneRecord {
    /// Where what is known of a user's telephone is.
    pub fn at(user: UserId) -> Key {
        key!("PHONE", user; "HEAD")
    }
}

impl Entity for UserPhoneRecord {
    type Value = UserPhone;
    const TYPE: &'static str = "Phone";
    const SHAPE: Shape = Shape::at("PHONE#{usr}", "HEAD");
    const PERSON: Person =
        Person::shown("phone", "The telephone number that was shown to be yours, and when it was written to.");
    const PARTITION: Partition = partitions::PHONE;

    fn key(phone: &UserPhone) -> Key {
        Self::at(phone.user)
    }
}

/// The item of an [`SmsChallenge`]: with its user, so that nobody else's is ever found.
#[derive(Debug)]
pub struct SmsChallengeRecord;

impl SmsChallengeRecord {
    /// Where a challenge of a user is.
    pub fn at(user: UserId, challenge: ChallengeId) -> Key {
        key!("PHONE", user; "CHALLENGE", challenge)
    }
}

impl Entity for SmsChallengeRecord {
    type Value = SmsChallenge;
    const TYPE: &'static str = "SmsChallenge";
    const SHAPE: Shape = Shape::at("PHONE#{usr}", "CHALLENGE#{chl}");
    const PERSON: Person =
        Person::shown("phone_challenges", "Codes that were texted to you lately; the codes are not kept.");
    const PARTITION: Partition = partitions::PHONE;

    fn key(challenge: &SmsChallenge) -> Key {
        Self::at(challenge.user, challenge.id)
    }

    fn indexes(challenge: &SmsChallenge) -> Indexes {
        Indexes { expires_at: Some(after(challenge.expires_at, KEPT_SECONDS)), ..Indexes::default() }
    }
}

/// Telephones, by their access patterns.
pub struct Phones<'a> {
    pub(crate) table: &'a Table,
}

impl Phones<'_> {
    /// What is known of a user's telephone.
    pub async fn by_user(&self, user: UserId) -> Result<Option<Stored<UserPhoneRecord>>, TableFault> {
        self.table.get(&UserPhoneRecord::at(user)).await
    }

    /// One challenge of a user.
    pub async fn challenge(
        &self,
        user: UserId,
        challenge: ChallengeId,
    ) -> Result<Option<Stored<SmsChallengeRecord>>, TableFault> {
        self.table.get(&SmsChallengeRecord::at(user, challenge)).await
    }

    /// What is known of a user's telephone, and one challenge of theirs: one read.
    pub async fn with_challenge(
        &self,
        user: UserId,
        challenge: ChallengeId,
    ) -> Result<Option<(Stored<UserPhoneRecord>, Stored<SmsChallengeRecord>)>, TableFault> {
        let (head, item) = (UserPhoneRecord::at(user), SmsChallengeRecord::at(user, challenge));
        let mut items = self.table.batch(&[head.clone(), item.clone()]).await?;
        Ok(items.take(&head)?.zip(items.take(&item)?))
    }

    /// What is known of a user's telephone, and the texts that went to the number with this digest: one read.
    pub async fn with_texts(
        &self,
        user: UserId,
        digest: &str,
    ) -> Result<(Option<Stored<UserPhoneRecord>>, Option<Stored<SmsLogRecord>>), TableFault> {
        let (head, log) = (UserPhoneRecord::at(user), SmsLogRecord::at(digest));
        let mut items = self.table.batch(&[head.clone(), log.clone()]).await?;
        Ok((items.take(&head)?, items.take(&log)?))
    }
}
