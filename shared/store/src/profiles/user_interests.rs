//! What people say they like.

use domain::profiles::user_interests::UserInterests;
use kernel::id::UserId;
use table::{Entity, Key, Partition, Person, Shape, Stored, Table, TableFault, key};

use super::partitions;

/// The item of a [`UserInterests`].
#[derive(Debug)]
pub struct UserInterestsRecord;

impl UserInterestsRecord {
    /// Where a customer's interests are.
    pub fn at(user: UserId) -> Key {
        key!("PROFILE", user; "INTERESTS")
    }
}

impl Entity for UserInterestsRecord {
    type Value = UserInterests;
    const TYPE: &'static str = "UserInterests";
    const SHAPE: Shape = Shape::at("PROFILE#{usr}", "INTERESTS");
    const PERSON: Person = Person::shown("interests", "What you said you like.");
    const PARTITION: Partition = partitions::PROFILE;

    fn key(value: &UserInterests) -> Key {
        Self::at(value.user)
    }
}

/// Interests, by their access pattern.
pub struct Interests<'a> {
    pub(crate) table: &'a Table,
}

impl Interests<'_> {
    /// What a customer told, if anything.
    pub async fn of(&self, user: UserId) -> Result<Option<Stored<UserInterestsRecord>>, TableFault> {
        self.table.get(&UserInterestsRecord::at(user)).await
    }
}
