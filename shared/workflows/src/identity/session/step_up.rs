//! Step-up authentication. Somebody who is logged in proves once more that it is them, for what a borrowed device must
//! not do.

use context::access_token::Principal;
use context::password::{Password, password_fits};
use context::use_case_fault::UseCaseFault;
use context::{Committed as _, Context};
use kernel::faults;
use store::identity::session::SessionRecord;
use table::{TableFault, Tx};

use crate::identity::password::change::count_password;
use crate::identity::second_factor::{
    SecondFactorFault, active, count_code, forgive_codes, use_code, user_with_credentials,
};

/// What somebody proves themself by.
#[derive(Clone, Debug)]
pub enum Proof {
    /// The password: enough where there is no second factor.
    Password(Password),
    /// A code of the second factor.
    Code(String),
}

faults! {
    /// A step-up that is refused.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
    pub enum StepUpFault {
        /// The password is another.
        #[error("this is not the current password")]
        InvalidCredentials => Unauthenticated "invalid_credentials";
        /// Too many wrong passwords.
        #[error("too many wrong passwords; wait a little")]
        TooManyAttempts {
            /// Seconds after which the next attempt is looked at.
            retry_after: u32,
        } => TooMany "too_many_attempts" after retry_after;
        /// There is a second factor, so a password is not enough.
        #[error("this account has a second factor; send its code")]
        CodeRequired => Forbidden "second_factor_required";
        /// The code.
        #[error(transparent)]
        Code(#[from] SecondFactorFault);
    }
}

/// Notes at the session of `who` that its holder has just proved to be themself.
pub async fn step_up(cx: &Context, who: Principal, proof: &Proof) -> Result<(), UseCaseFault<StepUpFault>> {
    match proof {
        Proof::Password(_) => {
            count_password(cx, who.user, |retry_after| StepUpFault::TooManyAttempts { retry_after }).await?;
        }
        Proof::Code(_) => count_code(cx, who.user).await?,
    }
    cx.again(|| async {
        let known = user_with_credentials(cx, who.user).await?;
        let Some(session) = cx.store.sessions().by_id(who.user, who.session).await? else {
            return Err(TableFault::Contended.into());
        };
        let tx = Tx::<StepUpFault>::new();
        let (tx, second) = match (proof, active(known.second_factor.as_ref())) {
            (Proof::Code(code), Some(factor)) => (use_code(cx, tx, &known.user, factor, code).await?, true),
            (Proof::Code(_), None) => return Err(UseCaseFault::Refused(SecondFactorFault::Inactive.into())),
            (Proof::Password(_), Some(_)) => return Err(UseCaseFault::Refused(StepUpFault::CodeRequired)),
            (Proof::Password(password), None) if password_fits(cx, password, Some(&known.credential.hash)).await? => {
                (tx.require(&known.credential), false)
            }
            (Proof::Password(_), None) => return Err(UseCaseFault::Refused(StepUpFault::InvalidCredentials)),
        };
        let proved = (*session).clone().proved(second, cx.now);
        let tx = tx.replace::<SessionRecord>(&session, &proved);
        let written: Result<_, UseCaseFault<_>> = tx.commit(cx.store.table()).await.or_again(());
        let Some(()) = written? else { return Ok(None) };
        if second {
            forgive_codes(cx, who.user).await?;
        }
        Ok(Some(()))
    })
    .await
}
