//! Notification preferences. What somebody wants to be told, and by which way.

use kernel::faults;
use kernel::id::UserId;
use serde::{Deserialize, Serialize};

/// The ways by which something is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "email": true, "sms": false, "push": false }))]
pub struct Channels {
    /// By mail.
    pub email: bool,
    /// By text message.
    pub sms: bool,
    /// By a note on the phone.
    pub push: bool,
}

impl Channels {
    /// By mail alone.
    pub const EMAIL: Self = Self { email: true, sms: false, push: false };
    /// Not at all.
    pub const NONE: Self = Self { email: false, sms: false, push: false };
}

/// What a customer is told, kind by kind.
///
/// What the law wants told (Directive 2011/83/EU, article 8 (7): the confirmation of a contract; and what concerns the safety of
/// an account) goes out by mail, whatever is said here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotificationPreferences {
    /// Whose they are.
    pub user: UserId,
    /// Confirmations, cancellations and refunds.
    #[serde(default = "by_mail")]
    pub orders: Channels,
    /// New passwords, new addresses, log-ins from elsewhere.
    #[serde(default = "by_mail")]
    pub account: Channels,
    /// Where a parcel is.
    #[serde(default = "by_mail")]
    pub shipping: Channels,
    /// Carts that wait, and what is in stock again.
    #[serde(default = "silent")]
    pub reminders: Channels,
    /// Offers and news.
    #[serde(default = "silent")]
    pub marketing: Channels,
}

fn by_mail() -> Channels {
    Channels::EMAIL
}

/// Nobody is advertised to without having asked for it (Directive 2002/58/EC, article 13).
fn silent() -> Channels {
    Channels::NONE
}

faults! {
    /// A mail that cannot be declined.
    #[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
    #[error("mails about {0} cannot be turned off")]
    pub struct MailRequired(about: &'static str) => Invalid "validation_failed" at (format!("/{about}/email"));
}

impl NotificationPreferences {
    /// What holds for somebody who said nothing.
    pub fn usual(user: UserId) -> Self {
        Self {
            user,
            orders: by_mail(),
            account: by_mail(),
            shipping: by_mail(),
            reminders: silent(),
            marketing: silent(),
        }
    }

    /// Whether everything stays on that must.
    pub fn check(&self) -> Result<(), MailRequired> {
        let required = [("orders", self.orders), ("account", self.account)];
        required.iter().find(|(_, channels)| !channels.email).map_or(Ok(()), |(kind, _)| Err(MailRequired(kind)))
    }
}

#[cfg(test)]
mod tests {
    use kernel::fault::Fault as _;

    use super::*;
    use crate::example::ulid;

    #[test]
    fn what_must_be_told_is_told_and_nothing_is_advertised_unasked() {
        let usual = NotificationPreferences::usual(UserId::from_ulid(ulid(1)));
        assert_eq!((usual.check(), usual.marketing, usual.reminders), (Ok(()), Channels::NONE, Channels::NONE));
        let silent = NotificationPreferences { account: Channels::NONE, ..usual.clone() };
        assert_eq!(silent.check().unwrap_err().pointer().as_deref(), Some("/account/email"));
        let silent = NotificationPreferences { shipping: Channels::NONE, ..usual };
        assert_eq!(silent.check(), Ok(()));
    }
}
