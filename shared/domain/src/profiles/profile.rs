//! Profiles: how somebody is reached and spoken to, beside what their account has.

use kernel::id::UserId;
use kernel::phone_number::PhoneNumber;
use kernel::time::Timestamp;
use serde::{Deserialize, Serialize};

use super::language_tag::LanguageTag;

/// What a customer tells about themself. Their name and address for mail belong to the account.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Profile {
    /// Whose it is.
    pub user: UserId,
    /// Where they can be called. Whether that was shown is kept apart, with the account's verified number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<PhoneNumber>,
    /// The language they are written in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locale: Option<LanguageTag>,
    /// When it was changed last.
    pub updated_at: Timestamp,
}

impl Profile {
    /// What is known of somebody who told nothing.
    pub fn unknown(user: UserId, now: Timestamp) -> Self {
        Self { user, phone: None, locale: None, updated_at: now }
    }
}
