//! Second factors, behind the same fence as the passwords that they stand beside.

use domain::identity::second_factor::SecondFactor;
use kernel::id::UserId;
use table::{Entity, Key, Partition, Person, Shape, Stored, TableFault, key};

use super::partitions;
use super::user::{CredentialRecord, UserRecord, Users};

/// The item of a [`SecondFactor`].
#[derive(Debug)]
pub struct SecondFactorRecord;

impl SecondFactorRecord {
    /// Where a user's second factor is.
    pub fn at(user: UserId) -> Key {
        key!("CREDENTIAL", user; "SECOND_FACTOR")
    }
}

impl Entity for SecondFactorRecord {
    type Value = SecondFactor;
    const TYPE: &'static str = "SecondFactor";
    const SHAPE: Shape = Shape::at("CREDENTIAL#{usr}", "SECOND_FACTOR");
    const PERSON: Person = Person::Secret;
    const PARTITION: Partition = partitions::CREDENTIAL;

    fn key(factor: &SecondFactor) -> Key {
        Self::at(factor.user)
    }
}

/// A user with everything that they prove themself by.
#[derive(Clone, Debug)]
pub struct UserWithCredentials {
    /// The user.
    pub user: Stored<UserRecord>,
    /// Their password.
    pub credential: Stored<CredentialRecord>,
    /// Their second factor, active or not.
    pub second_factor: Option<Stored<SecondFactorRecord>>,
}

impl Users<'_> {
    /// The user with this id and all that they prove themself by: one read.
    pub async fn user_with_credentials(&self, user: UserId) -> Result<Option<UserWithCredentials>, TableFault> {
        let (head, credential, factor) =
            (UserRecord::at(user), CredentialRecord::at(user), SecondFactorRecord::at(user));
        let mut items = self.table.batch(&[head.clone(), credential.clone(), factor.clone()]).await?;
        let found = items.take(&head)?.zip(items.take(&credential)?);
        let second_factor = items.take(&factor)?;
        Ok(found.map(|(user, credential)| UserWithCredentials { user, credential, second_factor }))
    }
}
