//! Changes of address, beside their user.

use domain::identity::email_change::EmailChange;
use kernel::id::{TokenId, UserId};
use table::{Entity, Indexes, Key, Shape, Stored, TableFault, key};

use super::user::Users;

/// The item of an [`EmailChange`].
#[derive(Debug)]
pub struct EmailChangeItem;

impl EmailChangeItem {
    /// Where the change that a token confirms is.
    pub fn at(user: UserId, token: TokenId) -> Key {
        key!("USER", user; "EMAIL_CHANGE", token)
    }
}

impl Entity for EmailChangeItem {
    type Value = EmailChange;
    const TYPE: &'static str = "EmailChange";
    const SHAPE: Shape = Shape::at("USER#{usr}", "EMAIL_CHANGE#{tok}");

    fn key(change: &EmailChange) -> Key {
        Self::at(change.user, change.token)
    }

    fn indexes(change: &EmailChange) -> Indexes {
        Indexes { expires_at: Some(change.expires_at), ..Indexes::default() }
    }
}

impl Users<'_> {
    /// The change of address that a token confirms.
    pub async fn email_change(
        &self,
        user: UserId,
        token: TokenId,
    ) -> Result<Option<Stored<EmailChangeItem>>, TableFault> {
        self.table.get(&EmailChangeItem::at(user, token)).await
    }
}
