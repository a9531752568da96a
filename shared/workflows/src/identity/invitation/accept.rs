//! Accepting an invitation. Somebody follows the link of the mail that invites them.

use context::password::{Password, UnfitPassword, hash_password};
use context::use_case_fault::UseCaseFault;
use context::{Committed as _, Context};
use domain::audit::action::AuditAction;
use domain::identity::invitation::{Invitation, InvitationStatus, invitation_id};
use domain::identity::one_time_token::TokenFault;
use domain::identity::scope::Scope;
use domain::identity::user::{Credential, User};
use events::{InvitationAccepted, UserVerified, envelope};
use kernel::faults;
use kernel::id::UserId;
use kernel::text::Text;
use serde_json::{Value, json};
use store::audit::record::AuditEntryRecord;
use store::identity::invitation::InvitationRecord;
use store::identity::user::{CredentialRecord, UserRecord, email_claim};
use table::unique::Unique;
use table::{Stored, TableFault, Tx};
use tokio::sync::OnceCell;

use crate::identity::account::verify_email::next_event;
use crate::identity::password::check::check_password;
use crate::identity::session::revoke::with_sessions_ended;
use crate::identity::staff::update::{holder, role_record, with_role};

/// What somebody says who accepts.
#[derive(Clone, Debug)]
pub struct Acceptance {
    /// What stood in the mail's link.
    pub token: String,
    /// The password of the account that is opened; somebody who has one keeps theirs.
    pub password: Option<Password>,
    /// How to address them, if the account is opened.
    pub name: Option<Text<100>>,
}

faults! {
    /// An acceptance that is refused.
    #[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
    pub enum AcceptFault {
        /// The token.
        #[error(transparent)]
        Token(TokenFault);
        /// Whoever invited may not offer this any more.
        #[error("whoever sent the invitation may not offer this any more; ask for another")]
        Void => Conflict "invitation_void";
        /// The password may not protect the account.
        #[error(transparent)]
        Unfit(UnfitPassword);
        /// An account is to be opened, and needs a password.
        #[error("must be there: an account is opened for this address")]
        PasswordMissing => Invalid "validation_failed" at "/password";
        /// There is an account, which keeps its password and its name.
        #[error("must not be there: this address has an account, which stays as it is")]
        Unwanted(field: &'static str) => Invalid "validation_failed" at field;
    }
}

type Outcome<T> = Result<T, UseCaseFault<AcceptFault>>;

/// Gives the account of the invited address the role that was offered, or opens one that has it.
///
/// Whoever invited must hold what they offer in the very transaction that gives it. A confirmed account keeps its password;
/// the password of one that nobody confirmed is somebody's word only, so its address chooses another. All sessions end, and
/// none begins.
pub async fn accept_invitation(cx: &Context, acceptance: &Acceptance) -> Outcome<()> {
    let refused = UseCaseFault::Refused;
    let token_fault = |fault| refused(AcceptFault::Token(fault));
    let id = invitation_id(cx.settings.link_key()?, &acceptance.token).map_err(token_fault)?;
    // Hashing is dear: it is done once, however often is tried.
    let hash = OnceCell::new();
    cx.again(|| async {
        let invitation = cx.store.invitations().by_id(id).await?.filter(|invitation| invitation.is_open(cx.now));
        let invitation = invitation.ok_or_else(|| token_fault(TokenFault::Spent))?;
        let inviter = holder(cx, invitation.invited_by).await?.ok_or(refused(AcceptFault::Void))?;
        let account = Account::of(cx, &invitation).await?;
        match account.check(&inviter, &invitation, acceptance) {
            // The account was read later: if the invitation is spent meanwhile, a twin has opened it.
            Err(_) if !cx.store.table().is_current(&invitation).await? => return Ok(None),
            checked => checked.map_err(refused)?,
        }
        if account.needs_password() {
            hash.get_or_try_init(|| chosen(cx, &invitation, acceptance)).await?;
        }
        let cx = &Context { actor: account.id.to_string(), ..cx.clone() };
        let tx = with_acceptance(cx, Tx::new().require(&inviter), &invitation, &account, acceptance);
        let tx = with_credential(tx, &account, hash.get().map(String::as_str));
        let tx = with_sessions_ended(cx, tx, account.id, None).await?;
        tx.commit(cx.store.table()).await.or_again(())
    })
    .await
}

/// The hash of the password that the account to be opened gets.
async fn chosen(cx: &Context, invitation: &Invitation, acceptance: &Acceptance) -> Outcome<String> {
    let password = acceptance.password.as_ref().ok_or(UseCaseFault::Refused(AcceptFault::PasswordMissing))?;
    let unfit = |fault| UseCaseFault::Refused(AcceptFault::Unfit(fault));
    check_password(cx, password, &invitation.email).await.map_err(unfit)?;
    Ok(hash_password(cx, password).await?)
}

/// The account of the invited address, or the one that is opened for it.
struct Account {
    id: UserId,
    user: Option<Stored<UserRecord>>,
    credential: Option<Stored<CredentialRecord>>,
}

impl Account {
    async fn of(cx: &Context, invitation: &Invitation) -> Result<Self, TableFault> {
        let users = cx.store.users();
        match users.id_by_email(&invitation.email).await? {
            Some(id) => Ok(Self { id, user: users.by_id(id).await?, credential: users.credential(id).await? }),
            None => Ok(Self { id: UserId::mint(&*cx.ids, cx.now), user: None, credential: None }),
        }
    }

    /// Whether its password is yet to be chosen by somebody who reads the address's mail.
    fn needs_password(&self) -> bool {
        self.user.as_ref().is_none_or(|user| !user.email_verified)
    }

    /// Refuses what the inviter may not give, or may not take, and what the account has no use for.
    fn check(&self, inviter: &User, invitation: &Invitation, acceptance: &Acceptance) -> Result<(), AcceptFault> {
        let held = self.user.as_ref().filter(|user| user.email_verified).map(|user| user.scopes.clone());
        let is_beyond = [invitation.scopes.clone(), held.unwrap_or_default()]
            .iter()
            .any(|scopes| Scope::beyond(&inviter.scopes, scopes).is_some());
        if is_beyond || inviter.id == self.id {
            return Err(AcceptFault::Void);
        }
        match (self.needs_password(), &acceptance.password, &acceptance.name) {
            (true, None, _) => Err(AcceptFault::PasswordMissing),
            (false, Some(_), _) => Err(AcceptFault::Unwanted("/password")),
            (false, None, Some(_)) => Err(AcceptFault::Unwanted("/name")),
            _ => Ok(()),
        }
    }

    /// The account with what the invitation offers.
    fn after(&self, cx: &Context, invitation: &Invitation, acceptance: &Acceptance) -> User {
        let before = self.user.as_ref();
        User {
            id: self.id,
            email: before.map_or_else(|| invitation.email.clone(), |user| user.email.clone()),
            name: acceptance.name.clone().or_else(|| before.and_then(|user| user.name.clone())),
            role: invitation.role,
            scopes: invitation.scopes.clone(),
            email_verified: true,
            second_factor: before.is_some_and(|user| user.second_factor),
            created_at: before.map_or(cx.now, |user| user.created_at),
            deletion: None,
        }
    }
}

/// Adds to `tx` that the invitation is used up, and what the account may do from now on.
fn with_acceptance(
    cx: &Context,
    tx: Tx<AcceptFault>,
    invitation: &Stored<InvitationRecord>,
    account: &Account,
    acceptance: &Acceptance,
) -> Tx<AcceptFault> {
    let (id, user) = (invitation.id, account.id);
    let accepted = InvitationAccepted { invitation: id, user };
    let event = envelope(&accepted, id, next_event(invitation.version()), cx.event_context());
    let after = account.after(cx, invitation, acceptance);
    let record = role_record(cx, AuditAction::INVITATION_ACCEPTED, account.user.as_deref(), &after);
    let record = record.changing("invitation", Value::Null, json!(id));
    let tx = tx
        .replace(invitation, &invitation.closed(InvitationStatus::Accepted))
        .or(AcceptFault::Token(TokenFault::Spent))
        .emit(&event)
        .create::<AuditEntryRecord>(&record);
    match &account.user {
        Some(before) => with_role(cx, tx, before, &after),
        // Somebody who registers at this moment makes it stale, and is found the next time.
        None => tx.create::<Unique>(&email_claim(&after.email, user)).create::<UserRecord>(&after).emit(&envelope(
            &UserVerified { user },
            user,
            1,
            cx.event_context(),
        )),
    }
}

/// Adds the chosen password to `tx`; the one of a confirmed account stays.
fn with_credential<F>(tx: Tx<F>, account: &Account, hash: Option<&str>) -> Tx<F> {
    let chosen = hash.filter(|_| account.needs_password()).map(|hash| Credential::new(account.id, hash.to_owned()));
    chosen.iter().fold(tx, |tx, chosen| tx.save::<CredentialRecord>(account.credential.as_ref(), chosen))
}
