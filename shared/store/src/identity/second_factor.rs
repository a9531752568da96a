//! Second factors, behind the same fence as the passwords that they stand beside.

use domain::identity::second_factor::SecondFactor;
use kernel::id::UserId;
use table::{Entity, Key, Partition, Person, Shape, Stored, TableFault, key};

use super::partitions;
use super::user::{CredentialHead, UserHead, Users};

/// The item of a [`SecondFactor`].
#[derive(Debug)]
pub struct SecondFactorItem;

impl SecondFactorItem {
    /// Where a user's second factor is.
    pub fn at(user: UserId) -> Key {
        key!("CREDENTIAL", user; "SECOND_FACTOR")
    }
}

impl Entity for SecondFactorItem {
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
pub struct Prover {
    /// The user.
    pub user: Stored<UserHead>,
    /// Their password.
    pub credential: Stored<CredentialHead>,
    /// Their second factor, active or not.
    pub second_factor: Option<Stored<SecondFactorItem>>,
}

impl Users<'_> {
    /// The user with this id and all that they prove themself by: one read.
    pub async fn prover(&self, user: UserId) -> Result<Option<Prover>, TableFault> {
        let (head, credential, factor) = (UserHead::at(user), CredentialHead::at(user), SecondFactorItem::at(user));
        let mut items = self.table.batch(&[head.clone(), credential.clone(), factor.clone()]).await?;
        let found = items.take(&head)?.zip(items.take(&credential)?);
        let second_factor = items.take(&factor)?;
        Ok(found.map(|(user, credential)| Prover { user, credential, second_factor }))
    }
}
