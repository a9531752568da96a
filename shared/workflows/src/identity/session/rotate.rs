//! A refresh token is exchanged for the next pair of tokens.

use context::use_case_fault::UseCaseFault;
use context::{Committed as _, Context};
use domain::identity::session::{Refresh, RefreshToken, SessionFault};
use store::identity::session::SessionRecord;
use store::identity::user::UserRecord;
use table::{Stored, Tx};

use crate::identity::session::logout::{end_reused_session, revoke_session};
use crate::identity::session::tokens::SessionTokens;

/// A session that goes on.
#[derive(Clone, Debug)]
pub struct Rotated {
    /// Whose it is.
    pub user: Stored<UserRecord>,
    /// What they carry from now on.
    pub tokens: SessionTokens,
}

/// Exchanges the refresh token `text`, which is used up by it.
///
/// Each rotation replaces the session as it was read, so of refreshes at the same time one rotates and the others are
/// judged against what it left: within the grace they are given the same token. A token that was used up before that ends the
/// session, for one of its two holders stole it; text that was never handed out is refused without looking anything up.
/// A user whose role or scopes have changed logs in again.
pub async fn rotate_session(cx: &Context, text: &str) -> Result<Rotated, UseCaseFault<SessionFault>> {
    let key = cx.settings.link_key()?;
    let presented = RefreshToken::parse(key, text).map_err(UseCaseFault::Refused)?;
    cx.again(|| async {
        let (session, user) = read(cx, &presented).await?;
        let next = presented.next(key, &session.chain);
        let refreshed = match session.refresh(&presented.hash(), next.hash(), cx.now) {
            _ if user.role != session.role || user.scopes != session.scopes => Err(SessionFault::Unknown),
            Refresh::Rotated(session) => Ok(Some(session)),
            Refresh::Grace => Ok(None),
            Refresh::Reused => Err(SessionFault::Reused),
            Refresh::Expired => Err(SessionFault::Expired),
        };
        let refreshed = match refreshed {
            Ok(refreshed) => refreshed,
            Err(fault) => {
                match fault {
                    SessionFault::Reused => end_reused_session(cx, session.user, session.id).await?,
                    _ => revoke_session(cx, session.user, session.id).await?,
                }
                return Err(UseCaseFault::Refused(fault));
            }
        };
        let tokens = SessionTokens::sign(cx, user.role, &next)?;
        let Some(refreshed) = refreshed else { return Ok(Some(Rotated { user, tokens })) };
        Tx::new().replace(&session, &*refreshed).commit(cx.store.table()).await.or_again(Rotated { user, tokens })
    })
    .await
}

/// The session of `token` and its user, in one read.
async fn read(
    cx: &Context,
    token: &RefreshToken,
) -> Result<(Stored<SessionRecord>, Stored<UserRecord>), UseCaseFault<SessionFault>> {
    let (session, user) = (SessionRecord::at(token.user, token.session), UserRecord::at(token.user));
    let mut items = cx.store.table().batch(&[session.clone(), user.clone()]).await?;
    let found = items.take(&session)?.zip(items.take(&user)?);
    found.ok_or(UseCaseFault::Refused(SessionFault::Unknown))
}
