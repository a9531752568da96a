//! Logout. Somebody ends a session.

use context::Context;
use context::metric::Metric;
use context::use_case_fault::UseCaseFault;
use domain::audit::action::AuditAction;
use domain::identity::session::{Refresh, RefreshToken, SessionFault};
use events::{UserSessionReused, envelope};
use kernel::id::{RegistrationId, SessionId, UserId};
use serde_json::Value;
use store::audit::record::AuditEntryRecord;
use store::identity::session::SessionRecord;
use table::{TableFault, Tx, TxFault};

/// Ends the session that the refresh token `text` keeps alive; one that is over already stays so.
///
/// A token that was used up before ends the session as well, but it is told so: its holder may not be the one it was
/// given to.
pub async fn log_out(cx: &Context, text: &str) -> Result<(), UseCaseFault<SessionFault>> {
    let token = RefreshToken::parse(cx.settings.link_key()?, text).map_err(UseCaseFault::Refused)?;
    let Some(session) = cx.store.sessions().by_id(token.user, token.session).await? else { return Ok(()) };
    // Judged as at a refresh; what would come next is not wanted.
    match session.refresh(&token.hash(), String::new(), cx.now) {
        Refresh::Reused => {
            end_reused_session(cx, token.user, token.session).await?;
            Err(UseCaseFault::Refused(SessionFault::Reused))
        }
        Refresh::Rotated(_) | Refresh::Grace | Refresh::Expired => {
            Ok(revoke_session(cx, token.user, token.session).await?)
        }
    }
}

/// Ends a session of which a used refresh token came back, writes that into the audit, and has its user told; twins do it once.
pub(crate) async fn end_reused_session(cx: &Context, user: UserId, session: SessionId) -> Result<(), TableFault> {
    tracing::warn!(session.id = %session, user.id = %user, "a used refresh token of {session} came back");
    Metric::SESSIONS_REUSED.put_whole(1, cx.now);
    let record = cx.audited(AuditAction::SESSION_REUSED, user).changing(
        "session",
        Value::from(session.to_string()),
        Value::Null,
    );
    let request = RegistrationId::mint(&*cx.ids, cx.now);
    let event = envelope(&UserSessionReused { request, user, session }, request, 1, cx.event_context());
    let tx = Tx::new().delete_existing(SessionRecord::at(user, session)).or(());
    let tx = tx.create::<AuditEntryRecord>(&record).emit(&event);
    match tx.commit(cx.store.table()).await {
        Err(TxFault::Table(fault)) => Err(fault),
        Ok(()) | Err(_) => Ok(()),
    }
}

/// Ends a session, whatever has become of it since it was read; all of its refresh tokens are worthless from now on.
pub(crate) async fn revoke_session(cx: &Context, user: UserId, session: SessionId) -> Result<(), TableFault> {
    match Tx::new().delete_existing(SessionRecord::at(user, session)).or(()).commit(cx.store.table()).await {
        Err(TxFault::Table(fault)) => Err(fault),
        Ok(()) | Err(_) => Ok(()),
    }
}
