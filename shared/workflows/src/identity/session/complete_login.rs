//! Login, second step. Somebody whose password was right shows a code of their second factor.

use context::use_case_fault::UseCaseFault;
use context::{Committed as _, Context};
use domain::identity::device::Device;
use domain::identity::login_challenge::LoginChallenge;
use domain::identity::one_time_token::TokenFault;
use kernel::faults;
use store::identity::session::SessionRecord;
use table::Tx;
use tokio::sync::OnceCell;

use crate::identity::second_factor::{SecondFactorFault, active, count_code, forgive_codes, use_code};
use crate::identity::session::login::{LoggedIn, bring_cart, make_room, new_session};

/// What somebody says who goes on with a log-in.
#[derive(Clone, Debug)]
pub struct SecondStep {
    /// What the first step answered.
    pub challenge: String,
    /// The app's code, or a recovery code.
    pub code: String,
    /// The token of the cart that was filled before.
    pub cart_token: Option<String>,
    /// What it is said from.
    pub device: Device,
}

faults! {
    /// A second step that is refused.
    #[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
    pub enum SecondStepFault {
        /// The challenge.
        #[error("the challenge is not valid, or no longer; log in again")]
        Challenge(TokenFault) at "/challenge";
        /// The code.
        #[error(transparent)]
        Code(#[from] SecondFactorFault);
    }
}

/// Begins a session for whoever knew the password and has the second factor, and brings their guest's cart along.
///
/// The code is used up in the transaction that keeps the session; the password must still be the one that was right, and the
/// account what it was read as.
pub async fn complete_login(cx: &Context, step: &SecondStep) -> Result<LoggedIn, UseCaseFault<SecondStepFault>> {
    let refused = |fault| UseCaseFault::Refused(SecondStepFault::Challenge(fault));
    let challenge = LoginChallenge::parse(&step.challenge).map_err(refused)?;
    let key = cx.settings.link_key()?;
    let (counted, room) = (OnceCell::new(), OnceCell::new());
    cx.again(|| async {
        let known = cx
            .store
            .users()
            .user_with_credentials(challenge.user)
            .await?
            .ok_or_else(|| refused(TokenFault::Invalid))?;
        challenge.check(key, &step.challenge, &known.credential, cx.now).map_err(refused)?;
        let cx = &Context { actor: known.user.id.to_string(), ..cx.clone() };
        // Only now, so that nobody without the password can lock the account.
        counted.get_or_try_init(|| count_code(cx, known.user.id)).await?;
        // Removed meanwhile: the password alone is asked for again.
        let factor = active(known.second_factor.as_ref()).ok_or_else(|| refused(TokenFault::Spent))?;
        let tx = use_code(cx, Tx::new(), &known.user, factor, &step.code).await?;
        room.get_or_try_init(|| make_room(cx, known.user.id)).await?;
        let (session, tokens) = new_session(cx, &known.user, step.device.clone())?;
        let session = session.proved(true, cx.now);
        let tx = tx.create::<SessionRecord>(&session).require(&known.credential);
        let written: Result<_, UseCaseFault<_>> = tx.commit(cx.store.table()).await.or_again(tokens);
        let Some(tokens) = written? else { return Ok(None) };
        forgive_codes(cx, known.user.id).await?;
        let cart_warnings = bring_cart(cx, known.user.id, step.cart_token.as_deref()).await;
        Ok(Some(LoggedIn { user: known.user, tokens, cart_warnings }))
    })
    .await
}
