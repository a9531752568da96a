//! One entry of the audit: who did what to what, and what it was before.

use std::collections::BTreeMap;

use kernel::id::{AuditId, UserId};
use kernel::secret::sha256_hex;
use kernel::time::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

/// What is audited: every change that staff make, and every event that concerns who gets in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub enum AuditAction {
    /// Somebody deleted their account.
    #[serde(rename = "account.deleted")]
    AccountDeleted,
    /// The last of what was known about somebody who deleted their account is gone.
    #[serde(rename = "account.erased")]
    AccountErased,
    /// Somebody was let in as staff.
    #[serde(rename = "admin.created")]
    AdminCreated,
    /// A code of a second factor was wrong, or was used before.
    #[serde(rename = "code.failed")]
    CodeFailed,
    /// An account has another address.
    #[serde(rename = "email.changed")]
    EmailChanged,
    /// Another address of an account waits to be confirmed.
    #[serde(rename = "email.change_requested")]
    EmailChangeRequested,
    /// Somebody asked for all that is known about them.
    #[serde(rename = "data_export.requested")]
    DataExportRequested,
    /// Somebody accepted an invitation, and may do what it offered.
    #[serde(rename = "invitation.accepted")]
    InvitationAccepted,
    /// An invitation was taken back.
    #[serde(rename = "invitation.revoked")]
    InvitationRevoked,
    /// Somebody was invited to become staff, or to sell.
    #[serde(rename = "invitation.sent")]
    InvitationSent,
    /// A log-in failed: no such account, or another password.
    #[serde(rename = "log_in.failed")]
    LogInFailed,
    /// Log-ins for an address are not looked at for a while; recorded once for each while.
    #[serde(rename = "log_in.locked_out")]
    LogInLockedOut,
    /// A code was tried too often.
    #[serde(rename = "phone.challenge_exhausted")]
    PhoneChallengeExhausted,
    /// A code was sent to a telephone.
    #[serde(rename = "phone.challenge_requested")]
    PhoneChallengeRequested,
    /// The verified number was proved once more, so that another may take its place.
    #[serde(rename = "phone.proved")]
    PhoneProved,
    /// The verified number of an account was removed.
    #[serde(rename = "phone.removed")]
    PhoneRemoved,
    /// A number was shown to be an account's.
    #[serde(rename = "phone.verified")]
    PhoneVerified,
    /// An account has another password, chosen by who knew the old one or reads its mail.
    #[serde(rename = "password.changed")]
    PasswordChanged,
    /// A variant costs something else.
    #[serde(rename = "price.set")]
    PriceSet,
    /// A product is shown to shoppers, or taken from them.
    #[serde(rename = "product.status_set")]
    ProductStatusSet,
    /// Log-ins demand a code from now on, or do no longer, or its recovery codes changed.
    #[serde(rename = "second_factor.changed")]
    SecondFactorChanged,
    /// A used refresh token came back, and its session was ended.
    #[serde(rename = "session.reused")]
    SessionReused,
    /// Whoever runs the shop logged somebody out everywhere.
    #[serde(rename = "sessions.ended")]
    SessionsEnded,
    /// Units came or went.
    #[serde(rename = "stock.adjusted")]
    StockAdjusted,
    /// Somebody may do other things than before.
    #[serde(rename = "user.role_changed")]
    RoleChanged,
}

/// A field before and after; null where there was none, or is none.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Change {
    /// Its value before.
    pub before: Value,
    /// Its value after.
    pub after: Value,
}

/// One entry; it never changes. No secret and no address of a person is in it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AuditRecord {
    /// Its id, which sorts by time.
    pub id: AuditId,
    /// When it was done.
    pub at: Timestamp,
    /// Who did it: a user's id, `guest`, or what of the shop.
    pub actor: String,
    /// What was done.
    pub action: AuditAction,
    /// What it was done to: an id, or [`address`].
    pub target: String,
    /// The fields that changed.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub changes: BTreeMap<String, Change>,
    /// The request in which it was done.
    pub request_id: String,
}

impl AuditRecord {
    /// The entry with one more changed field.
    #[must_use]
    pub fn changing(mut self, field: &str, before: Value, after: Value) -> Self {
        self.changes.insert(field.to_owned(), Change { before, after });
        self
    }
}

/// The target for whoever is behind an address: the account, or a digest where there is none.
pub fn address(canonical: &str, owner: Option<UserId>) -> String {
    owner.map_or_else(|| format!("address:{}", sha256_hex(canonical)), |user| user.to_string())
}

#[cfg(test)]
mod tests {
    use kernel::id::Ulid;

    use super::*;

    #[test]
    fn an_address_without_an_account_is_a_digest_of_it() {
        let target = address("ana@example.com", None);
        assert!(target.starts_with("address:") && !target.contains("ana") && target.len() == 72, "{target}");
        let user = UserId::from_ulid(Ulid::nil());
        assert_eq!(address("ana@example.com", Some(user)), user.to_string());
    }

    #[test]
    fn an_action_is_a_thing_and_what_became_of_it() {
        assert_eq!(serde_json::to_value(AuditAction::PriceSet).unwrap(), "price.set");
        assert_eq!(serde_json::to_value(AuditAction::LogInLockedOut).unwrap(), "log_in.locked_out");
    }
}
