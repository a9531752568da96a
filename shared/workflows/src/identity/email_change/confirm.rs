//! Change of e-mail address, confirmed. Somebody follows the link of the mail that confirms another address of an
//! account.

use context::use_case_fault::UseCaseFault;
use context::{Committed as _, Context};
use domain::audit::action::AuditAction;
use domain::identity::one_time_token::{TokenFault, TokenPurpose, token_hash};
use domain::identity::user::{Credential, User};
use events::{EventContext, UserEmailChanged, envelope};
use kernel::faults;
use store::audit::record::AuditEntryRecord;
use store::identity::one_time_token::OneTimeTokenRecord;
use store::identity::user::email_claim;
use table::unique::Unique;
use table::{Entity as _, Tx};

use crate::identity::account::verify_email::{check_genuine, next_event};
use crate::identity::session::revoke::with_sessions_ended;

faults! {
    /// A confirmation that is refused.
    #[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
    pub enum ConfirmEmailFault {
        /// The token.
        #[error(transparent)]
        Token(TokenFault);
        /// Another account has the address. Whoever reads its mail may know.
        #[error("another account has this address")]
        EmailTaken => Conflict "email_taken";
    }
}

/// Gives the account that `text`, a mailed token, belongs to the address that the token was mailed to.
///
/// All its sessions end, and the address before is told. A token works once, unless a newer one was asked for or the password
/// was changed before.
pub async fn confirm_email(cx: &Context, text: &str) -> Result<(), UseCaseFault<ConfirmEmailFault>> {
    let token_fault = |fault| UseCaseFault::Refused(ConfirmEmailFault::Token(fault));
    let spent = || token_fault(TokenFault::Spent);
    check_genuine(cx.settings.link_key()?, text).map_err(token_fault)?;
    let token = cx.store.tokens().by_hash(&token_hash(text)).await?.ok_or_else(spent)?;
    token.check(text, TokenPurpose::ChangeEmail, cx.now).map_err(token_fault)?;
    let change = cx.store.users().email_change(token.user, token.id).await?.ok_or_else(spent)?;
    cx.again(|| async {
        let (user, credential) = cx.store.users().with_credential(token.user).await?.ok_or_else(spent)?;
        if credential.email_change != Some(token.id) {
            return Err(spent());
        }
        let actor = user.id.to_string();
        let happening = UserEmailChanged { user: user.id, token: token.id };
        let context = EventContext { actor: &actor, ..cx.event_context() };
        let event = envelope(&happening, user.id, next_event(user.version()), context);
        let mut record = cx.audited(AuditAction::EMAIL_CHANGED, user.id);
        record.actor.clone_from(&actor);
        let head = User { email: change.after.clone(), email_verified: true, ..(*user).clone() };
        let settled = Credential { email_change: None, reset: None, ..(*credential).clone() };
        let tx = Tx::new()
            .delete_existing(OneTimeTokenRecord::key(&token))
            .or(ConfirmEmailFault::Token(TokenFault::Spent))
            .create::<Unique>(&email_claim(&change.after, user.id))
            .or(ConfirmEmailFault::EmailTaken)
            .delete_existing(Unique::key(&email_claim(&user.email, user.id)))
            .replace(&user, &head)
            .replace(&credential, &settled)
            .create::<AuditEntryRecord>(&record)
            .emit(&event);
        let tx = with_sessions_ended(cx, tx, user.id, None).await?;
        tx.commit(cx.store.table()).await.or_again(())
    })
    .await
}
