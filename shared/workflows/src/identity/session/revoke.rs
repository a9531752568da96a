//! Revoking sessions. Somebody ends sessions of theirs, from whatever device.

use std::convert::Infallible;

use context::{Committed as _, Context};
use domain::audit::action::AuditAction;
use kernel::id::{SessionId, UserId};
use store::audit::record::AuditEntryRecord;
use table::{TableFault, Tx};

use crate::identity::session::logout::revoke_session;

/// The most sessions that end in one transaction, which has room for other actions beside them.
pub(crate) const MOST_AT_ONCE: usize = 80;

/// Ends one session of `user`; whether there was one.
pub async fn revoke_one_session(cx: &Context, user: UserId, session: SessionId) -> Result<bool, TableFault> {
    let found = cx.store.sessions().by_id(user, session).await?;
    if found.is_some() {
        revoke_session(cx, user, session).await?;
    }
    Ok(found.is_some())
}

/// Ends all sessions of `user`.
pub async fn revoke_all_sessions(cx: &Context, user: UserId) -> Result<(), TableFault> {
    for session in cx.store.sessions().of_user(user).await? {
        revoke_session(cx, user, session.id).await?;
    }
    Ok(())
}

/// Ends all sessions of `user` for whoever runs the shop, on the record.
pub async fn withdraw_sessions(cx: &Context, user: UserId) -> Result<(), TableFault> {
    cx.again(|| async {
        let record = cx.audited(AuditAction::SESSIONS_ENDED, user);
        let tx = Tx::<Infallible>::new().create::<AuditEntryRecord>(&record);
        with_sessions_ended(cx, tx, user, None).await?.commit(cx.store.table()).await.or_again(())
    })
    .await
}

/// Adds the end of the sessions of `user` to `tx`, but for the one to be kept.
///
/// One that is over by then makes the whole transaction stale, so that whoever tries again sees those that are left. A log-in
/// demands that the password it was let in by still stands, so none begins in between.
pub(crate) async fn with_sessions_ended<F>(
    cx: &Context,
    tx: Tx<F>,
    user: UserId,
    kept: Option<SessionId>,
) -> Result<Tx<F>, TableFault> {
    let sessions = cx.store.sessions().of_user(user).await?;
    let ending = sessions.iter().filter(|session| Some(session.id) != kept).take(MOST_AT_ONCE);
    Ok(ending.fold(tx, |tx, session| tx.delete_existing(store::identity::session::SessionRecord::at(user, session.id))))
}
