//! Changes of address, in a partition of their own: they hold addresses, and go with the account.

use domain::identity::email_change::EmailChange;
use kernel::id::{TokenId, UserId};
use table::{Entity, Index, Indexes, Key, Partition, Person, Query, Shape, Stored, TableFault, key, part};

use super::partitions;
use super::user::Users;

/// The item of an [`EmailChange`].
#[derive(Debug)]
pub struct EmailChangeRecord;

impl EmailChangeRecord {
    /// Where the change that a token confirms is.
    pub fn at(user: UserId, token: TokenId) -> Key {
        key!("EMAILS", user; "CHANGE", token)
    }
}

impl Entity for EmailChangeRecord {
    type Value = EmailChange;
    const TYPE: &'static str = "EmailChange";
    const SHAPE: Shape = Shape::at("EMAILS#{usr}", "CHANGE#{tok}");
    const PERSON: Person =
        Person::shown_without("email_changes", "Which address of yours was to take the place of which.", &["taken"]);
    const PARTITION: Partition = partitions::EMAILS;

    fn key(change: &EmailChange) -> Key {
        Self::at(change.user, change.token)
    }

    fn indexes(change: &EmailChange) -> Indexes {
        Indexes { expires_at: Some(change.expires_at), ..Indexes::default() }
    }
}

impl Users<'_> {
    /// The change of address that a token confirms.
    pub async fn email_change(
        &self,
        user: UserId,
        token: TokenId,
    ) -> Result<Option<Stored<EmailChangeRecord>>, TableFault> {
        self.table.get(&EmailChangeRecord::at(user, token)).await
    }

    /// All changes of address that are remembered of a user.
    pub async fn email_changes(&self, user: UserId) -> Result<Vec<Stored<EmailChangeRecord>>, TableFault> {
        self.table.collect(&Query::of(Index::Base, part!("EMAILS", user)).prefix("CHANGE#")).await?.take_all()
    }
}
