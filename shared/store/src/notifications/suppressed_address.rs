//! Suppressed addresses.

use domain::notifications::suppressed_address::SuppressedAddress;
use kernel::email::Email;
use kernel::key::Part;
use table::key::KeyPart as _;
use table::{Entity, Key, Partition, Person, Shape, Stored, Table, TableFault, key};

use super::partitions;

/// The digest that an address is known by here.
pub fn digest_of(address: &Email) -> String {
    Part::sha(address.canonical()).key_part().into_owned()
}

/// The item of a [`SuppressedAddress`].
#[derive(Debug)]
pub struct SuppressedAddressRecord;

impl SuppressedAddressRecord {
    /// Where the address with this digest is.
    pub fn at(digest: &str) -> Key {
        let digest = Part::new(digest).unwrap_or_else(|_| Part::sha(digest));
        key!("SUPPRESSED", digest; "HEAD")
    }
}

impl Entity for SuppressedAddressRecord {
    type Value = SuppressedAddress;
    const TYPE: &'static str = "SuppressedAddress";
    const SHAPE: Shape = Shape::at("SUPPRESSED#{sha}", "HEAD");
    const PERSON: Person = Person::Elsewhere(
        "by a digest of the address, for whatever account: kept so that nobody is written to who must not be",
    );
    const PARTITION: Partition = partitions::SUPPRESSED;

    fn key(address: &SuppressedAddress) -> Key {
        Self::at(&address.digest)
    }
}

/// Suppressed addresses, by their access pattern.
pub struct SuppressedAddresses<'a> {
    pub(crate) table: &'a Table,
}

impl SuppressedAddresses<'_> {
    /// What is known of an address, if anything; whether it is in force says
    /// [`is_in_force`](SuppressedAddress::is_in_force).
    pub async fn of(&self, address: &Email) -> Result<Option<Stored<SuppressedAddressRecord>>, TableFault> {
        self.table.get(&SuppressedAddressRecord::at(&digest_of(address))).await
    }
}
