//! How people like their parcels packed.

use domain::profiles::packaging_preference::PackagingPreference;
use kernel::id::UserId;
use table::{Entity, Key, Partition, Person, Shape, Stored, Table, TableFault, key};

use super::partitions;

/// The item of a [`PackagingPreference`].
#[derive(Debug)]
pub struct PackagingPreferenceRecord;

impl PackagingPreferenceRecord {
    /// Where a customer's preference is.
    pub fn at(user: UserId) -> Key {
        key!("PROFILE", user; "PACKAGING")
    }
}

impl Entity for PackagingPreferenceRecord {
    type Value = PackagingPreference;
    const TYPE: &'static str = "PackagingPreference";
    const SHAPE: Shape = Shape::at("PROFILE#{usr}", "PACKAGING");
    const PERSON: Person = Person::shown("packaging", "How you like your parcels packed.");
    const PARTITION: Partition = partitions::PROFILE;

    fn key(value: &PackagingPreference) -> Key {
        Self::at(value.user)
    }
}

/// Preferences of packaging, by their access pattern.
pub struct Packaging<'a> {
    pub(crate) table: &'a Table,
}

impl Packaging<'_> {
    /// What a customer told, if anything.
    pub async fn of(&self, user: UserId) -> Result<Option<Stored<PackagingPreferenceRecord>>, TableFault> {
        self.table.get(&PackagingPreferenceRecord::at(user)).await
    }
}
