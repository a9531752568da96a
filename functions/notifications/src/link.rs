//! Where the links in mails lead.
//!
//! A link's token stands in the fragment, which a browser keeps to itself: no server, proxy or log on the way sees it.
//! The page behind the link reads it there and calls the API with it.

use context::Settings;
use context::settings::MissingSetting;
use domain::identity::invitation::invitation_text;
use domain::identity::one_time_token::token_text;
use domain::orders::order::order_token;
use kernel::id::{InvitationId, OrderId, TokenId};
use kernel::secret::LinkKey;

/// Makes the links of one shop.
pub(crate) struct Links<'a> {
    /// The shop's public address, without a slash at the end.
    url: &'a str,
    key: &'a LinkKey,
}

impl<'a> Links<'a> {
    /// The links of the shop with these settings.
    pub(crate) fn of(settings: &'a Settings) -> Result<Self, MissingSetting> {
        Ok(Self { url: &settings.store_url, key: settings.link_key()? })
    }

    /// The shop itself.
    pub(crate) fn entrance(&self) -> String {
        format!("{}/", self.url)
    }

    /// The page that accepts an invitation.
    pub(crate) fn accept_invitation(&self, invitation: InvitationId) -> String {
        format!("{}/accept-invitation#token={}", self.url, invitation_text(self.key, invitation))
    }

    /// The page of an order, signed, so that it opens without an account.
    pub(crate) fn order(&self, order: OrderId) -> String {
        format!("{}/orders/{order}#token={}", self.url, order_token(self.key, order))
    }

    /// The page that confirms another address of an account.
    pub(crate) fn confirm_email(&self, token: TokenId) -> String {
        format!("{}/confirm-email#token={}", self.url, token_text(self.key, token))
    }

    /// The page that resets a password.
    pub(crate) fn reset_password(&self, token: TokenId) -> String {
        format!("{}/reset-password#token={}", self.url, token_text(self.key, token))
    }

    /// The page where a mail is asked for that resets a password.
    pub(crate) fn forgotten_password(&self) -> String {
        format!("{}/reset-password", self.url)
    }

    /// The page where the archive of somebody's data is fetched.
    pub(crate) fn data_export(&self, token: TokenId) -> String {
        format!("{}/data-export#token={}", self.url, token_text(self.key, token))
    }

    /// The page that confirms an e-mail address.
    pub(crate) fn verify_email(&self, token: TokenId) -> String {
        format!("{}/verify-email#token={}", self.url, token_text(self.key, token))
    }
}

#[cfg(test)]
mod tests {
    use domain::identity::one_time_token::{OneTimeToken, TokenPurpose};
    use domain::orders::order::is_order_token;

    use super::*;

    fn key() -> LinkKey {
        LinkKey::from_hex(&"ab".repeat(32)).unwrap()
    }

    #[test]
    fn the_token_of_an_order_stands_behind_the_part_of_the_link_that_is_sent() {
        let key = key();
        let id: OrderId = "ord_01JD8ZQ4T5M6N7P8Q9R0S1T2V3".parse().unwrap();
        let link = Links { url: "https://shop.example", key: &key }.order(id);
        let (sent, kept) = link.split_once("#token=").unwrap();
        assert_eq!(sent, "https://shop.example/orders/ord_01JD8ZQ4T5M6N7P8Q9R0S1T2V3");
        assert!(is_order_token(&key, id, kept));
    }

    #[test]
    fn the_mailed_token_is_the_one_that_was_issued() {
        let key = key();
        let (id, now) = ("tok_01JD8ZQ4T5M6N7P8Q9R0S1T2V3".parse().unwrap(), "2026-01-01T00:00:00Z".parse().unwrap());
        let user = "usr_01JD8ZQ4T5M6N7P8Q9R0S1T2V3".parse().unwrap();
        let token = OneTimeToken::issue(&key, id, user, TokenPurpose::VerifyEmail, now);
        let link = Links { url: "https://shop.example", key: &key }.verify_email(id);
        let (sent, kept) = link.split_once("#token=").unwrap();
        assert_eq!(sent, "https://shop.example/verify-email");
        assert_eq!(token.check(kept, TokenPurpose::VerifyEmail, now), Ok(()));
    }
}
