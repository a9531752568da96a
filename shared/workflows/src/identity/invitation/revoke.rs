//! A member of staff takes an invitation back.

use context::use_case_fault::UseCaseFault;
use context::version::{StaleVersion, check_version};
use context::{Committed as _, Context};
use domain::audit::action::AuditAction;
use domain::identity::invitation::InvitationStatus;
use events::{InvitationRevoked, envelope};
use kernel::faults;
use kernel::id::InvitationId;
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
        /// There is no such invitation.
        #[error("there is no such invitation")]
        Unknown => Missing "not_found";
        /// The caller meant another version.
        #[error(transparent)]
        Version(#[from] StaleVersion);
    }
}

/// Takes an invitation back; its link is good for nothing then. `expected` is the version the caller meant, if they said one.
pub async fn revoke_invitation(
    cx: &Context,
    id: InvitationId,
    expected: Option<u64>,
) -> Result<(), UseCaseFault<RevokeFault>> {
    let refused = |fault| UseCaseFault::Refused(fault);
    cx.again(|| async {
        let invitation = cx.store.invitations().by_id(id).await?.ok_or(refused(RevokeFault::Unknown))?;
        check_version(expected, "the invitation", invitation.version()).map_err(|stale| refused(stale.into()))?;
        if !invitation.is_open(cx.now) {
            return Err(refused(RevokeFault::Closed(invitation.status_at(cx.now))));
        }
        let tx = close(cx, Tx::<RevokeFault>::new(), &invitation, InvitationStatus::Revoked);
        tx.commit(cx.store.table()).await.or_again(())
    })
    .await
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
