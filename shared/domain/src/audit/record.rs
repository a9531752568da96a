//! One entry of the audit: who did what to what, and what it was before.

use std::collections::BTreeMap;

use kernel::id::{AuditId, UserId};
use kernel::secret::sha256_hex;
use kernel::time::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::action::AuditAction;

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
pub struct AuditEntry {
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

impl AuditEntry {
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
}
