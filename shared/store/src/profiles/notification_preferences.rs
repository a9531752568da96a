//! What people want to be told.

use domain::profiles::notification_preferences::NotificationPreferences;
use kernel::id::UserId;
use table::{Entity, Key, Partition, Person, Shape, Stored, Table, TableFault, key};

use super::partitions;

/// The item of a [`NotificationPreferences`].
#[derive(Debug)]
pub struct NotificationPreferencesRecord;

impl NotificationPreferencesRecord {
    /// Where a customer's wishes are.
    pub fn at(user: UserId) -> Key {
        key!("PROFILE", user; "NOTIFICATIONS")
    }
}

impl Entity for NotificationPreferencesRecord {
    type Value = NotificationPreferences;
    const TYPE: &'static str = "NotificationPreferences";
    const SHAPE: Shape = Shape::at("PROFILE#{usr}", "NOTIFICATIONS");
    const PERSON: Person = Person::shown(
        "notification_preferences",
        "What you agreed or refused to be told, by which way, and when you did.",
    );
    const PARTITION: Partition = partitions::PROFILE;

    fn key(value: &NotificationPreferences) -> Key {
        Self::at(value.user)
    }
}

/// Wishes about notifications, by their access pattern.
pub struct Notifications<'a> {
    pub(crate) table: &'a Table,
}

impl Notifications<'_> {
    /// What a customer told, if anything.
    pub async fn of(&self, user: UserId) -> Result<Option<Stored<NotificationPreferencesRecord>>, TableFault> {
        self.table.get(&NotificationPreferencesRecord::at(user)).await
    }
}
