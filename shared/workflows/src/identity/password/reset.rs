//! Password reset. Somebody follows the link of the mail that resets a password.

use context::password::{Password, UnfitPassword, hash_password};
use context::use_case_fault::UseCaseFault;
use context::{Committed as _, Context};
use domain::identity::one_time_token::{TokenFault, TokenPurpose, token_hash};
use kernel::email::Email;
use kernel::faults;
use store::identity::one_time_token::OneTimeTokenRecord;
use table::{Entity as _, Tx};
use tokio::sync::OnceCell;

use crate::identity::account::verify_email::check_genuine;
use crate::identity::password::change::replace_password;
use crate::identity::password::check::check_password;
use crate::identity::session::revoke::with_sessions_ended;

faults! {
    /// A reset that is refused.
    #[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
    pub enum ResetPasswordFault {
        /// The token.
        #[error(transparent)]
        Token(TokenFault);
        /// The password may not protect the account.
        #[error(transparent)]
        Unfit(UnfitPassword);
    }
}

/// Gives the account that `text`, a mailed token, belongs to another password; all its sessions end, and none begins.
///
/// A token works once, unless a newer one was asked for or the password was changed before.
pub async fn reset_password(cx: &Context, text: &str, new: &Password) -> Result<(), UseCaseFault<ResetPasswordFault>> {
    let token_fault = |fault| UseCaseFault::Refused(ResetPasswordFault::Token(fault));
    let spent = || token_fault(TokenFault::Spent);
    check_genuine(cx.settings.link_key()?, text).map_err(token_fault)?;
    let token = cx.store.tokens().by_hash(&token_hash(text)).await?.ok_or_else(spent)?;
    token.check(text, TokenPurpose::ResetPassword, cx.now).map_err(token_fault)?;
    let hash = OnceCell::new();
    cx.again(|| async {
        let (user, credential) = cx.store.users().with_credential(token.user).await?.ok_or_else(spent)?;
        if credential.reset != Some(token.id) {
            return Err(spent());
        }
        // Hashing is dear, so it waits until everything else is known to be right.
        let hash = hash.get_or_try_init(|| chosen(cx, new, &user.email)).await?;
        let tx =
            Tx::new().delete_existing(OneTimeTokenRecord::key(&token)).or(ResetPasswordFault::Token(TokenFault::Spent));
        let tx = replace_password(cx, tx, &user, &credential, hash);
        let tx = with_sessions_ended(cx, tx, user.id, None).await?;
        tx.commit(cx.store.table()).await.or_again(())
    })
    .await
}

/// The hash of the password that was chosen, if it is fit for the address.
async fn chosen(cx: &Context, new: &Password, email: &Email) -> Result<String, UseCaseFault<ResetPasswordFault>> {
    let unfit = |fault| UseCaseFault::Refused(ResetPasswordFault::Unfit(fault));
    check_password(cx, new, email).await.map_err(unfit)?;
    Ok(hash_password(cx, new).await?)
}
