//! Profiles.

use domain::profiles::profile::Profile;
use kernel::id::UserId;
use table::{Entity, Key, Partition, Person, Shape, Stored, Table, TableFault, key};

use super::partitions;

/// The item of a [`Profile`].
#[derive(Debug)]
pub struct ProfileRecord;

impl ProfileRecord {
    /// Where a customer's profile is.
    pub fn at(user: UserId) -> Key {
        key!("PROFILE", user; "HEAD")
    }
}

impl Entity for ProfileRecord {
    type Value = Profile;
    const TYPE: &'static str = "Profile";
    const SHAPE: Shape = Shape::at("PROFILE#{usr}", "HEAD");
    const PERSON: Person = Person::shown("profile", "What you told about yourself.");
    const PARTITION: Partition = partitions::PROFILE;

    fn key(value: &Profile) -> Key {
        Self::at(value.user)
    }
}

/// Profiles, by their access pattern.
pub struct Profiles<'a> {
    pub(crate) table: &'a Table,
}

impl Profiles<'_> {
    /// What a customer told.
    pub async fn by_user(&self, user: UserId) -> Result<Option<Stored<ProfileRecord>>, TableFault> {
        self.table.get(&ProfileRecord::at(user)).await
    }
}
