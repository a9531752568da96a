//! Second factor enrollment (TOTP). Somebody sets up a second factor: first the app is told its secret, then a code
//! shows that it has it.

use context::access_token::Principal;
use context::use_case_fault::UseCaseFault;
use context::{Committed as _, Context};
use domain::identity::second_factor::{AppSecret, CodeKind, SecondFactor, SecondFactorChange};
use domain::identity::user::User;
use store::identity::second_factor::UserWithCredentials;
use store::identity::session::SessionRecord;
use table::{TableFault, Tx};

use crate::identity::second_factor::{
    SecondFactorFault, active, change_second_factor, count_code, forgive_codes, user_with_credentials,
};

/// Begins to set up a second factor: a new secret, in place of one that was never confirmed.
pub async fn enroll_second_factor(cx: &Context, who: Principal) -> Result<AppSecret, UseCaseFault<SecondFactorFault>> {
    cx.again(|| async {
        let UserWithCredentials { user, second_factor, .. } = user_with_credentials(cx, who.user).await?;
        if active(second_factor.as_ref()).is_some() {
            return Err(UseCaseFault::Refused(SecondFactorFault::Active));
        }
        let factor = SecondFactor::enroll(user.id, &cx.ids.secret(), cx.now);
        let tx = Tx::<SecondFactorFault>::new().save(second_factor.as_ref(), &factor);
        let told = factor.app_secret(cx.settings.link_key()?, &cx.settings.store_name, &user.email);
        let written: Result<_, UseCaseFault<_>> = tx.commit(cx.store.table()).await.or_again(told);
        match written? {
            Some(told) => told.map(Some).ok_or(UseCaseFault::Refused(SecondFactorFault::NoSecret)),
            None => Ok(None),
        }
    })
    .await
}

/// Activates the second factor that was begun, since `code` is the app's; the session that asks counts as proved by it.
///
/// What is returned are the recovery codes, which are not shown again.
pub async fn confirm_second_factor(
    cx: &Context,
    who: Principal,
    code: &str,
) -> Result<Vec<String>, UseCaseFault<SecondFactorFault>> {
    count_code(cx, who.user).await?;
    cx.again(|| async {
        let UserWithCredentials { user, second_factor, .. } = user_with_credentials(cx, who.user).await?;
        let factor = match second_factor {
            Some(factor) if !factor.is_active() => factor,
            Some(_) => return Err(UseCaseFault::Refused(SecondFactorFault::Active)),
            None => return Err(UseCaseFault::Refused(SecondFactorFault::Inactive)),
        };
        let key = cx.settings.link_key()?;
        // A recovery code would not show that the app has the secret.
        let Some((used, CodeKind::App)) = factor.accept(key, code, cx.now) else {
            return Err(UseCaseFault::Refused(SecondFactorFault::InvalidCode));
        };
        let Some(session) = cx.store.sessions().by_id(who.user, who.session).await? else {
            return Err(TableFault::Contended.into());
        };
        let head = User { second_factor: true, ..(*user).clone() };
        let proved = (*session).clone().proved(true, cx.now);
        let tx = Tx::<SecondFactorFault>::new()
            .replace(&factor, &used.clone().activated(cx.now))
            .replace::<SessionRecord>(&session, &proved);
        let tx = change_second_factor(cx, tx, &user, &head, SecondFactorChange::Activated);
        let written: Result<_, UseCaseFault<_>> = tx.commit(cx.store.table()).await.or_again(used.recovery_codes(key));
        let Some(codes) = written? else { return Ok(None) };
        forgive_codes(cx, who.user).await?;
        Ok(Some(codes))
    })
    .await
}
