//! Password change. Somebody who is logged in chooses another password.

use context::access_token::Principal;
use context::password::{Password, UnfitPassword, hash_password, password_fits};
use context::use_case_fault::UseCaseFault;
use context::{Committed as _, Context};
use domain::audit::action::AuditAction;
use domain::identity::user::{Credential, User};
use events::{EventContext, UserPasswordChanged, envelope};
use kernel::faults;
use kernel::id::UserId;
use kernel::key::Part;
use store::audit::record::AuditEntryRecord;
use store::identity::user::{CredentialRecord, UserRecord};
use table::rate_limit::{Counted, RateLimit};
use table::{Stored, TableFault, Tx};

use crate::identity::account::verify_email::next_event;
use crate::identity::password::check::check_password;
use crate::identity::session::revoke::with_sessions_ended;

/// How often the current password may be tried.
const ATTEMPTS: RateLimit = RateLimit { bucket: "PASSWORD", most: 5, seconds: 60 };
faults! {
    /// A change of password that is refused.
    #[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
    pub enum ChangePasswordFault {
        /// The current password is another.
        #[error("this is not the current password")]
        InvalidCredentials => Unauthenticated "invalid_credentials";
        /// The new one may not protect the account.
        #[error(transparent)]
        Unfit(UnfitPassword) at "/new_password";
        /// Too many wrong passwords.
        #[error("too many wrong passwords; wait a little")]
        TooManyAttempts {
            /// Seconds after which the next attempt is looked at.
            retry_after: u32,
        } => TooMany "too_many_attempts" after retry_after;
    }
}

/// Replaces the password of whoever asks, who must know the current one; all their other sessions end.
pub async fn change_password(
    cx: &Context,
    who: Principal,
    current: &Password,
    new: &Password,
) -> Result<(), UseCaseFault<ChangePasswordFault>> {
    let refused = |fault| Err(UseCaseFault::Refused(fault));
    count_password(cx, who.user, |retry_after| ChangePasswordFault::TooManyAttempts { retry_after }).await?;
    let Some((user, credential)) = cx.store.users().with_credential(who.user).await? else {
        return refused(ChangePasswordFault::InvalidCredentials);
    };
    if !password_fits(cx, current, Some(&credential.hash)).await? {
        return refused(ChangePasswordFault::InvalidCredentials);
    }
    let unfit = |fault| UseCaseFault::Refused(ChangePasswordFault::Unfit(fault));
    check_password(cx, new, &user.email).await.map_err(unfit)?;
    let hash = hash_password(cx, new).await?;
    cx.again(|| async {
        let Some((user, now)) = cx.store.users().with_credential(who.user).await? else {
            return Err(TableFault::Contended.into());
        };
        if !now.is_password_of(&credential) {
            return Err(UseCaseFault::Refused(ChangePasswordFault::InvalidCredentials));
        }
        let tx = replace_password(cx, Tx::new(), &user, &now, &hash);
        let tx = with_sessions_ended(cx, tx, user.id, Some(who.session)).await?;
        tx.commit(cx.store.table()).await.or_again(())
    })
    .await
}

/// Counts a password for `user` before it is looked at, so guesses that come together cannot outrun the limit.
pub(crate) async fn count_password<F>(
    cx: &Context,
    user: UserId,
    too_many: impl FnOnce(u32) -> F,
) -> Result<(), UseCaseFault<F>> {
    match cx.store.table().count(&ATTEMPTS, &Part::sha(user.to_string()), cx.now).await? {
        Counted::Within => Ok(()),
        Counted::Over { retry_after } => Err(UseCaseFault::Refused(too_many(retry_after))),
    }
}

/// Adds the new password of `user` to `tx`; tokens that would reset the old one are worthless from then on.
pub(crate) fn replace_password<F>(
    cx: &Context,
    tx: Tx<F>,
    user: &Stored<UserRecord>,
    credential: &Stored<CredentialRecord>,
    hash: &str,
) -> Tx<F> {
    let actor = user.id.to_string();
    let context = EventContext { actor: &actor, ..cx.event_context() };
    let event = envelope(&UserPasswordChanged { user: user.id }, user.id, next_event(user.version()), context);
    let mut record = cx.audited(AuditAction::PASSWORD_CHANGED, user.id);
    record.actor.clone_from(&actor);
    let head: &User = user;
    let chosen = Credential::new(user.id, hash.to_owned());
    tx.replace(user, head).replace(credential, &chosen).create::<AuditEntryRecord>(&record).emit(&event)
}
