//! Invitations: staff offer a role to whoever reads the mail of an address.

use std::collections::BTreeSet;

use kernel::email::Email;
use kernel::id::{InvitationId, UserId};
use kernel::secret::LinkKey;
use kernel::time::{Timestamp, after};
use serde::{Deserialize, Serialize};

use super::one_time_token::TokenFault;
use super::scope::Scope;
use super::user::Role;

/// How long an invitation may be accepted: seven days, in seconds.
pub const INVITATION_SECONDS: i64 = 7 * 24 * 60 * 60;

/// The purpose of the HMAC that a mailed text ends with.
const SEAL: &str = "invitation";

/// What has become of an invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum InvitationStatus {
    /// It may be accepted.
    Pending,
    /// It was.
    Accepted,
    /// Staff took it back.
    Revoked,
    /// A newer one went to the same address.
    Replaced,
    /// Nobody accepted it in time.
    Expired,
}

impl InvitationStatus {
    /// The name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Accepted => "accepted",
            Self::Revoked => "revoked",
            Self::Replaced => "replaced",
            Self::Expired => "expired",
        }
    }
}

/// A role that is offered to whoever reads the mail of an address.
///
/// The text that is mailed is derived from a key and the id, so neither the item nor the event that mails it holds a secret.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Invitation {
    /// The public half of the text.
    pub id: InvitationId,
    /// Where it is sent; the account that has the address, or is opened for it, gets the role.
    pub email: Email,
    /// The role that is offered.
    pub role: Role,
    /// The scopes that come with it.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub scopes: BTreeSet<Scope>,
    /// Who offers it, and must still hold what they offer when it is accepted.
    pub invited_by: UserId,
    /// What has become of it, but for its time being over.
    pub status: InvitationStatus,
    /// When it was sent.
    pub created_at: Timestamp,
    /// Until when it is good.
    pub expires_at: Timestamp,
}

impl Invitation {
    /// The offer of `role` with `scopes` that `invited_by` makes at `now`.
    pub fn issue(
        id: InvitationId,
        email: Email,
        role: Role,
        scopes: BTreeSet<Scope>,
        invited_by: UserId,
        now: Timestamp,
    ) -> Self {
        let (status, expires_at) = (InvitationStatus::Pending, after(now, INVITATION_SECONDS));
        Self { id, email, role, scopes, invited_by, status, created_at: now, expires_at }
    }

    /// What has become of it by `now`.
    pub fn status_at(&self, now: Timestamp) -> InvitationStatus {
        let is_late = self.status == InvitationStatus::Pending && now >= self.expires_at;
        if is_late { InvitationStatus::Expired } else { self.status }
    }

    /// Whether it may be accepted at `now`.
    pub fn is_open(&self, now: Timestamp) -> bool {
        self.status_at(now) == InvitationStatus::Pending
    }

    /// The same invitation, which has become `status`.
    pub fn closed(&self, status: InvitationStatus) -> Self {
        Self { status, ..self.clone() }
    }
}

/// The text that is mailed: `inv_….<43 characters>`.
pub fn invitation_text(key: &LinkKey, id: InvitationId) -> String {
    let id = id.to_string();
    format!("{id}.{}", key.token(SEAL, &id))
}

/// The invitation that a mailed text stands for; text that the holder of `key` did not mail stands for none.
pub fn invitation_id(key: &LinkKey, text: &str) -> Result<InvitationId, TokenFault> {
    let (id, seal) = text.split_once('.').ok_or(TokenFault::Invalid)?;
    let known: InvitationId = id.parse().map_err(|_| TokenFault::Invalid)?;
    if key.accepts(SEAL, &known.to_string(), seal) && known.to_string() == id {
        Ok(known)
    } else {
        Err(TokenFault::Invalid)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::example::{at, ulid};

    fn key(digits: &str) -> LinkKey {
        LinkKey::from_hex(&digits.repeat(32)).unwrap()
    }

    fn invitation() -> Invitation {
        let (id, inviter) = (InvitationId::from_ulid(ulid(1)), UserId::from_ulid(ulid(2)));
        let email = "eve@example.com".parse().unwrap();
        Invitation::issue(id, email, Role::Admin, [Scope::OrdersRead].into(), inviter, at(0))
    }

    #[test]
    fn an_invitation_is_good_for_a_week_unless_something_became_of_it() {
        let invitation = invitation();
        assert!(invitation.is_open(at(INVITATION_SECONDS - 1)));
        assert_eq!(invitation.status_at(at(INVITATION_SECONDS)), InvitationStatus::Expired);
        for status in [InvitationStatus::Accepted, InvitationStatus::Revoked, InvitationStatus::Replaced] {
            let closed = invitation.closed(status);
            assert!(!closed.is_open(at(0)));
            assert_eq!(closed.status_at(at(INVITATION_SECONDS)), status);
        }
    }

    /// A01-T04
    #[test]
    fn what_is_stored_holds_nothing_of_the_secret() {
        let text = invitation_text(&key("ab"), invitation().id);
        let secret = text.rsplit('.').next().unwrap();
        assert_eq!(secret.len(), 43);
        assert!(!serde_json::to_string(&invitation()).unwrap().contains(secret));
    }

    #[test]
    fn only_what_was_mailed_stands_for_an_invitation() {
        let (key, other) = (key("ab"), key("cd"));
        let id = invitation().id;
        let text = invitation_text(&key, id);
        assert_eq!(invitation_id(&key, &text), Ok(id));
        let another = invitation_text(&key, InvitationId::from_ulid(ulid(3)));
        let swapped = format!("{id}.{}", another.rsplit('.').next().unwrap());
        for forged in [
            "",
            ".",
            "inv_",
            &id.to_string(),
            &invitation_text(&other, id),
            &text[..text.len() - 1],
            &format!("{text}A"),
            &text.to_lowercase(),
            &swapped,
        ] {
            assert_eq!(invitation_id(&key, forged), Err(TokenFault::Invalid), "{forged}");
        }
    }

    #[test]
    fn a_status_has_one_name_everywhere() {
        for status in [InvitationStatus::Pending, InvitationStatus::Expired, InvitationStatus::Replaced] {
            assert_eq!(serde_json::to_value(status).unwrap(), status.as_str());
        }
    }
}
