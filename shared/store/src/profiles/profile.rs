//! Profiles.

use domain::profiles::profile::Profile;
use kernel::id::UserId;
use table::{Entity, Key, Shape, Stored, Table, TableFault, key};

use crate::identity::user::UserHead;

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

    fn key(value: &Profile) -> Key {
        Self::at(value.user)
    }
}

/// Profiles, by their access pattern.
pub struct Profiles<'a> {
    pub(crate) table: &'a Table,
}

impl Profiles<'_> {
    /// The account of a customer, if there is one that was not deleted, and what they told beside: one read.
    pub async fn with_user(
        &self,
        user: UserId,
    ) -> Result<(Option<Stored<UserHead>>, Option<Stored<ProfileHead>>), TableFault> {
        let (head, profile) = (UserHead::at(user), ProfileHead::at(user));
        let mut items = self.table.batch(&[head.clone(), profile.clone()]).await?;
        let account = items.take::<UserHead>(&head)?.filter(|user| !user.is_deleted());
        Ok((account, items.take(&profile)?))
    }
}
