//! A member of staff takes an invitation back.

use context::Context;
use context::use_case_fault::UseCaseFault;
use domain::audit::action::AuditAction;
use domain::identity::invitation::InvitationStatus;
use events::{InvitationRevoked, envelope};
use kernel::faults;
use serde_json::json;
use store::audit::record::AuditEntryRecord;
use store::identity::invitation::InvitationRecord;
use table::{Stored, Tx};

use crate::identity::account::verify_email::next_event;

faults! {
    /// An invitation that cannot be taken back.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
    pub enum RevokeFault {
        /// Something has become of it already.
        #[error("the invitation is {}, and can be taken back no more", .0.as_str())]
        Closed(status: InvitationStatus) => Conflict "invalid_state_transition"
            with { "current": status, "allowed": [""; 0] };
        /// Something has become of it since it was read.
        #[error("the invitation has changed since it was read; read it again")]
        Stale => Stale "stale_version";
    }
}

/// Takes an invitation back as it was read; its link is good for nothing then.
pub async fn revoke_invitation(
    cx: &Context,
    invitation: &Stored<InvitationRecord>,
) -> Result<(), UseCaseFault<RevokeFault>> {
    if !invitation.is_open(cx.now) {
        return Err(UseCaseFault::Refused(RevokeFault::Closed(invitation.status_at(cx.now))));
    }
    let tx = close(cx, Tx::new(), invitation, InvitationStatus::Revoked).or(RevokeFault::Stale);
    Ok(tx.commit(cx.store.table()).await?)
}

/// Adds the end of an invitation to `tx`, as `status`; the condition of the last action is that nothing became of it before.
pub(crate) fn close<F>(
    cx: &Context,
    tx: Tx<F>,
    invitation: &Stored<InvitationRecord>,
    status: InvitationStatus,
) -> Tx<F> {
    let id = invitation.id;
    let event =
        envelope(&InvitationRevoked { invitation: id }, id, next_event(invitation.version()), cx.event_context());
    let record =
        cx.audited(AuditAction::INVITATION_REVOKED, id).changing("status", json!(invitation.status), json!(status));
    tx.create::<AuditEntryRecord>(&record).emit(&event).replace(invitation, &invitation.closed(status))
}
