//! Removing the second factor; new recovery codes. Somebody gives up their second factor, or has its recovery codes
//! made anew.

use context::use_case_fault::UseCaseFault;
use context::{Committed as _, Context};
use domain::identity::second_factor::SecondFactorChange;
use domain::identity::user::{Role, User};
use kernel::id::UserId;
use store::identity::second_factor::UserWithCredentials;
use table::Tx;

use crate::identity::second_factor::{SecondFactorFault, active, change_second_factor, user_with_credentials};
use crate::identity::session::revoke::with_sessions_ended;

/// Who removes a second factor.
#[derive(Clone, Copy, PartialEq, Eq)]
enum By {
    /// Whose it is.
    Holder,
    /// Whoever runs the shop.
    Operator,
}

/// Removes the second factor of `user`; a password is enough from then on. Sellers and staff keep theirs.
pub async fn delete_second_factor(cx: &Context, user: UserId) -> Result<(), UseCaseFault<SecondFactorFault>> {
    remove(cx, user, By::Holder).await
}

/// Takes the second factor of `user`, of whatever role, away: for whoever runs the shop and knows that it is lost.
///
/// Sessions end as well, since it may have been lost to somebody.
pub async fn withdraw_second_factor(cx: &Context, user: UserId) -> Result<(), UseCaseFault<SecondFactorFault>> {
    remove(cx, user, By::Operator).await
}

async fn remove(cx: &Context, user: UserId, by: By) -> Result<(), UseCaseFault<SecondFactorFault>> {
    cx.again(|| async {
        let UserWithCredentials { user, second_factor, .. } = user_with_credentials(cx, user).await?;
        let factor = active(second_factor.as_ref()).ok_or(UseCaseFault::Refused(SecondFactorFault::Inactive))?;
        if by == By::Holder && user.role != Role::Customer {
            return Err(UseCaseFault::Refused(SecondFactorFault::Mandatory));
        }
        let head = User { second_factor: false, ..(*user).clone() };
        let mut tx = change_second_factor(cx, Tx::new().delete(factor), &user, &head, SecondFactorChange::Removed);
        if by == By::Operator {
            tx = with_sessions_ended(cx, tx, user.id, None).await?;
        }
        tx.commit(cx.store.table()).await.or_again(())
    })
    .await
}

/// Makes the recovery codes of `user` anew; those before are worthless.
pub async fn regenerate_recovery_codes(
    cx: &Context,
    user: UserId,
) -> Result<Vec<String>, UseCaseFault<SecondFactorFault>> {
    cx.again(|| async {
        let UserWithCredentials { user, second_factor, .. } = user_with_credentials(cx, user).await?;
        let factor = active(second_factor.as_ref()).ok_or(UseCaseFault::Refused(SecondFactorFault::Inactive))?;
        let renewed = (**factor).clone().renewed();
        let tx = Tx::new().replace(factor, &renewed);
        let tx = change_second_factor(cx, tx, &user, &user, SecondFactorChange::RecoveryCodesRenewed);
        let codes = renewed.recovery_codes(cx.settings.link_key()?);
        tx.commit(cx.store.table()).await.or_again(codes)
    })
    .await
}
