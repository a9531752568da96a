//! Profiles.

use domain::profiles::profile::Profile;
use kernel::id::UserId;
use table::{Entity, Key, Partition, Person, Shape, Stored, Table, TableFault, key};

use super::partitions;
use crate::identity::user::UserHead;
use crate::identity::user_phone::PhoneHead;

/// The item of a [`Profile`].
#[derive(Debug)]
pub struct ProfileHead;

impl ProfileHead {
    /// Where a customer's profile is.
    pub fn at(user: UserId) -> Key {
        key!("PROFILE", user; "HEAD")
    }
}

impl Entity for ProfileHead {
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
    pub async fn by_user(&self, user: UserId) -> Result<Option<Stored<ProfileHead>>, TableFault> {
        self.table.get(&ProfileHead::at(user)).await
    }

    /// The account of a customer, if there is one that was not deleted, what they told beside, and their verified telephone: one read.
    pub async fn with_user(&self, user: UserId) -> Result<WithUser, TableFault> {
        let (head, profile, phone) = (UserHead::at(user), ProfileHead::at(user), PhoneHead::at(user));
        let mut items = self.table.batch(&[head.clone(), profile.clone(), phone.clone()]).await?;
        let account = items.take::<UserHead>(&head)?.filter(|user| !user.is_deleted());
        Ok(WithUser { account, profile: items.take(&profile)?, phone: items.take(&phone)? })
    }
}

/// A profile with what stands beside it.
#[derive(Debug)]
pub struct WithUser {
    /// The account.
    pub account: Option<Stored<UserHead>>,
    /// What was told.
    pub profile: Option<Stored<ProfileHead>>,
    /// What is known of the telephone.
    pub phone: Option<Stored<PhoneHead>>,
}
