//! Profiles: how somebody is reached and spoken to, beside what their account has.

use kernel::id::UserId;
use kernel::time::Timestamp;
use serde::{Deserialize, Serialize};

use super::language_tag::LanguageTag;
use super::phone_number::PhoneNumber;

/// What a customer tells about themself. Their name and address for mail belong to the account.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Profile {
    /// Whose it is.
    pub user: UserId,
    /// Where they can be called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<PhoneNumber>,
    /// Whether somebody who has the phone said so.
    #[serde(default)]
    pub phone_verified: bool,
    /// The language they are written in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locale: Option<LanguageTag>,
    /// When it was changed last.
    pub updated_at: Timestamp,
}

impl Profile {
    /// What is known of somebody who told nothing.
    pub fn unknown(user: UserId, now: Timestamp) -> Self {
        Self { user, phone: None, phone_verified: false, locale: None, updated_at: now }
    }

    /// Sets the phone; another number is not verified by what was true of the one before.
    pub fn set_phone(&mut self, phone: Option<PhoneNumber>) {
        if self.phone != phone {
            self.phone_verified = false;
        }
        self.phone = phone;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::example::{at, ulid};

    #[test]
    fn another_number_is_not_verified() {
        let mut profile = Profile::unknown(UserId::from_ulid(ulid(1)), at(0));
        profile.set_phone(Some("+4930123456".parse().unwrap()));
        profile.phone_verified = true;
        profile.set_phone(Some("+49 30 123456".parse().unwrap()));
        assert!(profile.phone_verified, "the same number, written in another way");
        profile.set_phone(Some("+4930123457".parse().unwrap()));
        assert!(!profile.phone_verified);
        profile.phone_verified = true;
        profile.set_phone(None);
        assert!(!profile.phone_verified);
    }
}
