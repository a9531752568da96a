//! Address books: a list with its defaults, and an item for each address.

use domain::profiles::address_book::{AddressBook, SavedAddress};
use kernel::id::{AddressId, UserId};
use table::{Entity, Index, Key, Partition, Person, Query, Shape, Stored, Table, TableFault, key, part};

use super::partitions;

/// The item of an [`AddressBook`].
#[derive(Debug)]
pub struct AddressBookRecord;

impl AddressBookRecord {
    /// Where a customer's book is.
    pub fn at(user: UserId) -> Key {
        key!("PROFILE", user; "ADDRESSES")
    }
}

impl Entity for AddressBookRecord {
    type Value = AddressBook;
    const TYPE: &'static str = "AddressBook";
    const SHAPE: Shape = Shape::at("PROFILE#{usr}", "ADDRESSES");
    const PERSON: Person = Person::shown("address_book", "Which of your addresses are used unless you say otherwise.");
    const PARTITION: Partition = partitions::PROFILE;

    fn key(book: &AddressBook) -> Key {
        Self::at(book.user)
    }
}

/// The item of a [`SavedAddress`].
#[derive(Debug)]
pub struct AddressRecord;

impl AddressRecord {
    /// Where an address of a customer is.
    pub fn at(user: UserId, address: AddressId) -> Key {
        key!("PROFILE", user; "ADDRESS", address)
    }
}

impl Entity for AddressRecord {
    type Value = SavedAddress;
    const TYPE: &'static str = "Address";
    const SHAPE: Shape = Shape::at("PROFILE#{usr}", "ADDRESS#{adr}");
    const PERSON: Person = Person::shown("addresses", "The addresses in your address book.");
    const PARTITION: Partition = partitions::PROFILE;

    fn key(address: &SavedAddress) -> Key {
        Self::at(address.user, address.id)
    }
}

/// An address as it was read, with the book it stands in.
pub type InBook = (Stored<AddressRecord>, Stored<AddressBookRecord>);

/// Address books, by their access patterns.
pub struct Addresses<'a> {
    pub(crate) table: &'a Table,
}

impl Addresses<'_> {
    /// The book of a customer and all addresses in it, oldest first: one read of one partition.
    pub async fn of_user(
        &self,
        user: UserId,
    ) -> Result<(Option<Stored<AddressBookRecord>>, Vec<Stored<AddressRecord>>), TableFault> {
        let query = Query::of(Index::Base, part!("PROFILE", user)).prefix("ADDRESS");
        let mut items = self.table.collect(&query).await?;
        Ok((items.take_one()?, items.take_all()?))
    }

    /// The book of a customer.
    pub async fn book(&self, user: UserId) -> Result<Option<Stored<AddressBookRecord>>, TableFault> {
        self.table.get(&AddressBookRecord::at(user)).await
    }

    /// An address of a customer, with the book.
    pub async fn by_id(&self, user: UserId, address: AddressId) -> Result<Option<InBook>, TableFault> {
        let (item, book) = (AddressRecord::at(user, address), AddressBookRecord::at(user));
        let mut items = self.table.batch(&[item.clone(), book.clone()]).await?;
        Ok(items.take(&item)?.zip(items.take(&book)?))
    }
}
