//! Farewells: where the last mail to somebody goes.

use domain::identity::deletion_notice::DeletionNotice;
use kernel::id::UserId;
use table::{Entity, Indexes, Key, Partition, Person, Shape, Stored, Table, TableFault, key};

use super::partitions;

/// The item of a [`DeletionNotice`]; it expires by itself.
#[derive(Debug)]
pub struct DeletionNoticeRecord;

impl DeletionNoticeRecord {
    /// Where the farewell of a user is.
    pub fn at(user: UserId) -> Key {
        key!("FAREWELL", user; "HEAD")
    }
}

impl Entity for DeletionNoticeRecord {
    type Value = DeletionNotice;
    const TYPE: &'static str = "Farewell";
    const SHAPE: Shape = Shape::at("FAREWELL#{usr}", "HEAD");
    const PERSON: Person =
        Person::Elsewhere("the address that the last mail goes to: made by the deletion, gone with the mail");
    const PARTITION: Partition = partitions::FAREWELL;

    fn key(deletion_notice: &DeletionNotice) -> Key {
        Self::at(deletion_notice.user)
    }

    fn indexes(deletion_notice: &DeletionNotice) -> Indexes {
        Indexes { expires_at: Some(deletion_notice.expires_at), ..Indexes::default() }
    }
}

/// Farewells, by their access patterns.
pub struct DeletionNotices<'a> {
    pub(crate) table: &'a Table,
}

impl DeletionNotices<'_> {
    /// The farewell of a user, if it is not forgotten yet.
    pub async fn of(&self, user: UserId) -> Result<Option<Stored<DeletionNoticeRecord>>, TableFault> {
        self.table.get(&DeletionNoticeRecord::at(user)).await
    }

    /// Forgets where the mail went.
    pub async fn forget(&self, user: UserId) -> Result<(), TableFault> {
        self.table.erase(&DeletionNoticeRecord::at(user)).await
    }
}
