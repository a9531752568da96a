//! What people want to be told.

use domain::profiles::notification_preferences::NotificationPreferences;
use kernel::id::UserId;
use table::{Entity, Key, Shape, Stored, Table, TableFault, key};

/// The item of a [`NotificationPreferences`].
#[derive(Debug)]
pub struct NotificationsItem;

impl NotificationsItem {
    /// Where a customer's wishes are.
    pub fn at(user: UserId) -> Key {
        key!("PROFILE", user; "NOTIFICATIONS")
    }
}

impl Entity for NotificationsItem {
    type Value = NotificationPreferences;
    const TYPE: &'static str = "NotificationPreferences";
    const SHAPE: Shape = Shape::at("PROFILE#{usr}", "NOTIFICATIONS");

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
    pub async fn of(&self, user: UserId) -> Result<Option<Stored<NotificationsItem>>, TableFault> {
        self.table.get(&NotificationsItem::at(user)).await
    }
}
