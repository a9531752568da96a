//! Somebody sets up a second factor: first the app is told its secret, then a code shows that it has it.

use context::access_token::Principal;
use context::case_fault::CaseFault;
use context::{Committed as _, Context};
use domain::identity::second_factor::{AppSecret, CodeKind, SecondFactor, SecondFactorChange};
use domain::identity::user::User;
use store::identity::second_factor::Prover;
use store::identity::session::SessionItem;
use table::{TableFault, Tx};

use crate::identity::second_factor::{
    SecondFactorFault, active, change_second_factor, count_code, forgive_codes, prover,
};

/// Begins to set up a second factor: a new secret, in place of one that was never confirmed.
pub async fn enrol_second_factor(cx: &Context, who: Principal) -> Result<AppSecret, CaseFault<SecondFactorFault>> {
    cx.again(|| async {
        let Prover { user, second_factor, .. } = prover(cx, who.user).await?;
        if active(second_factor.as_ref()).is_some() {
            return Err(CaseFault::Refused(SecondFactorFault::Active));
        }
        let factor = SecondFactor::enrol(user.id, &cx.ids.secret(), cx.now);
        let tx = Tx::<SecondFactorFault>::new().save(second_factor.as_ref(), &factor);
        let told = factor.app_secret(cx.settings.link_key()?, &cx.settings.store_name, &user.email);
        let written: Result<_, CaseFault<_>> = tx.commit(cx.store.table()).await.or_again(told);
        match written? {
            Some(told) => told.map(Some).ok_or(CaseFault::Refused(SecondFactorFault::NoSecret)),
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
) -> Result<Vec<String>, CaseFault<SecondFactorFault>> {
    count_code(cx, who.user).await?;
    cx.again(|| async {
        let Prover { user, second_factor, .. } = prover(cx, who.user).await?;
        let factor = match second_factor {
            Some(factor) if !factor.is_active() => factor,
            Some(_) => return Err(CaseFault::Refused(SecondFactorFault::Active)),
            None => return Err(CaseFault::Refused(SecondFactorFault::Inactive)),
        };
        let key = cx.settings.link_key()?;
        // A recovery code would not show that the app has the secret.
        let Some((used, CodeKind::App)) = factor.accept(key, code, cx.now) else {
            return Err(CaseFault::Refused(SecondFactorFault::InvalidCode));
        };
        let Some(session) = cx.store.sessions().by_id(who.user, who.session).await? else {
            return Err(TableFault::Contended.into());
        };
        let head = User { second_factor: true, ..(*user).clone() };
        let proved = (*session).clone().proved(true, cx.now);
        let tx = Tx::<SecondFactorFault>::new()
            .replace(&factor, &used.clone().activated(cx.now))
            .replace::<SessionItem>(&session, &proved);
        let tx = change_second_factor(cx, tx, &user, &head, SecondFactorChange::Activated);
        let written: Result<_, CaseFault<_>> = tx.commit(cx.store.table()).await.or_again(used.recovery_codes(key));
        let Some(codes) = written? else { return Ok(None) };
        forgive_codes(cx, who.user).await?;
        Ok(Some(codes))
    })
    .await
}
