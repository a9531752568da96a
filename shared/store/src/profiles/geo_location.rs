//! Where people say they are.

use domain::profiles::geo_location::GeoLocation;
use kernel::id::UserId;
use table::{Entity, Indexes, Key, Partition, Person, Shape, Stored, Table, TableFault, key};

use super::partitions;

/// The item of a [`GeoLocation`].
#[derive(Debug)]
pub struct GeoLocationRecord;

impl GeoLocationRecord {
    /// Where a customer's place is.
    pub fn at(user: UserId) -> Key {
        key!("PROFILE", user; "GEO")
    }
}

impl Entity for GeoLocationRecord {
    type Value = GeoLocation;
    const TYPE: &'static str = "GeoLocation";
    const SHAPE: Shape = Shape::at("PROFILE#{usr}", "GEO");
    const PERSON: Person = Person::shown("location", "Where you said you are.");
    const PARTITION: Partition = partitions::PROFILE;

    fn key(value: &GeoLocation) -> Key {
        Self::at(value.user)
    }

    fn indexes(value: &GeoLocation) -> Indexes {
        Indexes { expires_at: Some(value.expires_at()), ..Indexes::default() }
    }
}

/// Places, by their access pattern.
pub struct Places<'a> {
    pub(crate) table: &'a Table,
}

impl Places<'_> {
    /// What a customer told, if anything.
    pub async fn of(&self, user: UserId) -> Result<Option<Stored<GeoLocationRecord>>, TableFault> {
        self.table.get(&GeoLocationRecord::at(user)).await
    }
}
