//! Farewells: where the last mail to somebody goes.

use domain::identity::farewell::Farewell;
use kernel::id::UserId;
use table::{Entity, Indexes, Key, Partition, Person, Shape, Stored, Table, TableFault, key};

use super::partitions;

/// The item of a [`Farewell`]; it expires by itself.
#[derive(Debug)]
pub struct FarewellItem;

impl FarewellItem {
    /// Where the farewell of a user is.
    pub fn at(user: UserId) -> Key {
        key!("FAREWELL", user; "HEAD")
    }
}

impl Entity for FarewellItem {
    type Value = Farewell;
    const TYPE: &'static str = "Farewell";
    const SHAPE: Shape = Shape::at("FAREWELL#{usr}", "HEAD");
    const PERSON: Person =
        Person::Elsewhere("the address that the last mail goes to: made by the deletion, gone with the mail");
    const PARTITION: Partition = partitions::FAREWELL;

    fn key(farewell: &Farewell) -> Key {
        Self::at(farewell.user)
    }

    fn indexes(farewell: &Farewell) -> Indexes {
        Indexes { expires_at: Some(farewell.expires_at), ..Indexes::default() }
    }
}

/// Farewells, by their access patterns.
pub struct Farewells<'a> {
    pub(crate) table: &'a Table,
}

impl Farewells<'_> {
    /// The farewell of a user, if it is not forgotten yet.
    pub async fn of(&self, user: UserId) -> Result<Option<Stored<FarewellItem>>, TableFault> {
        self.table.get(&FarewellItem::at(user)).await
    }

    /// Forgets where the mail went.
    pub async fn forget(&self, user: UserId) -> Result<(), TableFault> {
        self.table.erase(&FarewellItem::at(user)).await
    }
}
