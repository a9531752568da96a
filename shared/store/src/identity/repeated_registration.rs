//! What is remembered of repeated registrations, behind the fence of credentials.

use domain::identity::repeated_registration::RepeatedRegistrations;
use kernel::id::UserId;
use table::{Entity, Indexes, Key, Partition, Person, Shape, Stored, TableFault, key};

use super::partitions;
use super::user::{CredentialRecord, UserRecord, Users};

/// The item of [`RepeatedRegistrations`].
#[derive(Debug)]
pub struct RepeatedRegistrationsRecord;

impl RepeatedRegistrationsRecord {
    /// Where those of a user are.
    pub fn at(user: UserId) -> Key {
        key!("CREDENTIAL", user; "REPEATS")
    }
}

impl Entity for RepeatedRegistrationsRecord {
    type Value = RepeatedRegistrations;
    const TYPE: &'static str = "RepeatedRegistrations";
    const SHAPE: Shape = Shape::at("CREDENTIAL#{usr}", "REPEATS");
    const PERSON: Person = Person::Secret;
    const PARTITION: Partition = partitions::CREDENTIAL;

    fn key(repeats: &RepeatedRegistrations) -> Key {
        Self::at(repeats.user)
    }

    fn indexes(repeats: &RepeatedRegistrations) -> Indexes {
        Indexes { expires_at: Some(repeats.expires_at), ..Indexes::default() }
    }
}

/// A user as a log-in needs them.
#[derive(Clone, Debug)]
pub struct Entrant {
    /// The user.
    pub user: Stored<UserRecord>,
    /// Their password.
    pub credential: Stored<CredentialRecord>,
    /// Who registered with their address.
    pub repeats: Option<Stored<RepeatedRegistrationsRecord>>,
}

impl Users<'_> {
    /// The user with this id as a log-in needs them: one read.
    pub async fn entrant(&self, user: UserId) -> Result<Option<Entrant>, TableFault> {
        let (head, credential, repeats) =
            (UserRecord::at(user), CredentialRecord::at(user), RepeatedRegistrationsRecord::at(user));
        let mut items = self.table.batch(&[head.clone(), credential.clone(), repeats.clone()]).await?;
        let found = items.take(&head)?.zip(items.take(&credential)?);
        let repeats = items.take(&repeats)?;
        Ok(found.map(|(user, credential)| Entrant { user, credential, repeats }))
    }

    /// The user with this id, and who else registered with their address: one read.
    pub async fn with_repeats(
        &self,
        user: UserId,
    ) -> Result<(Option<Stored<UserRecord>>, Option<Stored<RepeatedRegistrationsRecord>>), TableFault> {
        let (head, repeats) = (UserRecord::at(user), RepeatedRegistrationsRecord::at(user));
        let mut items = self.table.batch(&[head.clone(), repeats.clone()]).await?;
        Ok((items.take(&head)?, items.take(&repeats)?))
    }
}
