//! Change of e-mail address, requested. Somebody asks for another address of their account.

use context::use_case_fault::UseCaseFault;
use context::{Committed as _, Context};
use domain::audit::action::AuditAction;
use domain::identity::email_change::EmailChange;
use domain::identity::one_time_token::{OneTimeToken, TokenPurpose};
use domain::identity::user::Credential;
use events::{UserEmailChangeAnnounced, UserEmailChangeRequested, envelope};
use kernel::email::Email;
use kernel::faults;
use kernel::id::{RegistrationId, TokenId, UserId};
use kernel::key::Part;
use store::audit::record::AuditEntryRecord;
use store::identity::email_change::EmailChangeRecord;
use store::identity::one_time_token::OneTimeTokenRecord;
use table::rate_limit::{Counted, RateLimit};
use table::{TableFault, Tx};

/// How often one account may ask: strangers' mailboxes are not to be filled.
const REQUESTS: RateLimit = RateLimit { bucket: "EMAIL_CHANGE", most: 5, seconds: 3600 };
faults! {
    /// A change of address that is refused.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
    pub enum ChangeEmailFault {
        /// It is the address already.
        #[error("is the address of this account already")]
        Unchanged => Invalid "email_unchanged" at "/email";
        /// Enough mails were caused.
        #[error("enough changes were asked for; ask again later")]
        TooMany {
            /// Seconds after which another is looked at.
            retry_after: u32,
        } => TooMany "rate_limited" after retry_after;
    }
}

/// Mails a token to `email`, and a notice to the address that `user` has; nothing changes until the token is used.
///
/// Whether somebody has the new address already does not show: only whoever reads its mail learns it. A later change makes
/// the token worthless, and so does another password.
pub async fn change_email(cx: &Context, user: UserId, email: &Email) -> Result<(), UseCaseFault<ChangeEmailFault>> {
    let table = cx.store.table();
    if let Counted::Over { retry_after } = table.count(&REQUESTS, &Part::sha(user.to_string()), cx.now).await? {
        return Err(UseCaseFault::Refused(ChangeEmailFault::TooMany { retry_after }));
    }
    // The same is read and written whether it is taken or not, so neither the answer nor its time tells.
    let owner = cx.store.users().id_by_email(email).await?;
    cx.again(|| async {
        let Some((head, credential)) = cx.store.users().with_credential(user).await? else {
            return Err(TableFault::Contended.into());
        };
        if head.email.canonical() == email.canonical() {
            return Err(UseCaseFault::Refused(ChangeEmailFault::Unchanged));
        }
        let id = TokenId::mint(&*cx.ids, cx.now);
        let token = OneTimeToken::issue(cx.settings.link_key()?, id, user, TokenPurpose::ChangeEmail, cx.now);
        let asked = EmailChange::ask(user, id, head.email.clone(), email.clone(), cx.now);
        let change = EmailChange { taken: owner.is_some(), ..asked };
        let awaiting = Credential { email_change: Some(id), ..(*credential).clone() };
        let (request, notice) = (RegistrationId::mint(&*cx.ids, cx.now), RegistrationId::mint(&*cx.ids, cx.now));
        let requested = UserEmailChangeRequested { request, user, token: id };
        let announced = UserEmailChangeAnnounced { request: notice, user, token: id };
        let record = cx.audited(AuditAction::EMAIL_CHANGE_REQUESTED, user);
        let tx = Tx::new()
            .replace(&credential, &awaiting)
            .create::<OneTimeTokenRecord>(&token)
            .create::<EmailChangeRecord>(&change)
            .create::<AuditEntryRecord>(&record)
            .emit(&envelope(&requested, request, 1, cx.event_context()))
            .emit(&envelope(&announced, notice, 1, cx.event_context()));
        tx.commit(table).await.or_again(())
    })
    .await
}
