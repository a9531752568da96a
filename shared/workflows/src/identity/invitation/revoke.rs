//! A member of staff takes an invitation back.

use context::Context;
use context::case_fault::CaseFault;
use domain::audit::action::AuditAction;
use domain::identity::invitation::InvitationStatus;
use events::{InvitationRevoked, keep};
use kernel::faults;
use serde_json::json;
use store::audit::record::AuditItem;
use store::identity::invitation::InvitationHead;
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
    invitation: &Stored<InvitationHead>,
) -> Result<(), CaseFault<RevokeFault>> {
    if !invitation.is_open(cx.now) {
        return Err(CaseFault::Refused(RevokeFault::Closed(invitation.status_at(cx.now))));
    }
    let tx = close(cx, Tx::new(), invitation, InvitationStatus::Revoked).or(RevokeFault::Stale);
    Ok(tx.commit(cx.store.table()).await?)
}

/// Adds the end of an invitation to `tx`, as `status`; the condition of the last action is that nothing became of it before.
pub(crate) fn close<F>(
    cx: &Context,
    tx: Tx<F>,
    invitation: &Stored<InvitationHead>,
    status: InvitationStatus,
) -> Tx<F> {
    let id = invitation.id;
    let event = keep(&InvitationRevoked { invitation: id }, id, next_event(invitation.version()), cx.cause());
    let record =
        cx.audited(AuditAction::INVITATION_REVOKED, id).changing("status", json!(invitation.status), json!(status));
    tx.create::<AuditItem>(&record).emit(&event).replace(invitation, &invitation.closed(status))
}
