//! Somebody opens an account.

use std::collections::BTreeSet;

use domain::identity::one_time_token::{OneTimeToken, TokenPurpose};
use domain::identity::repeated_registration::RepeatedRegistrations;
use domain::identity::user::{Credential, Role, User};
use events::{UserRegistered, UserRegistrationRepeated, keep};
use kernel::email::Email;
use kernel::id::{RegistrationId, TokenId, UserId};
use kernel::key::Part;
use kernel::text::Text;
use store::identity::one_time_token::TokenHead;
use store::identity::repeated_registration::RepeatsItem;
use store::identity::user::{CredentialHead, PendingCredential, PendingItem, UserHead, email_claim};
use table::idempotency::{Answer, Command};
use table::rate_limit::{Counted, RateLimit};
use table::unique::Unique;
use table::{TableFault, Tx, TxFault};

use crate::Context;
use crate::case_fault::CaseFault;
use crate::check_password::check_password;
use crate::password::{Password, UnfitPassword, hash_password};

/// How many mails strangers may cause to one address by registering with it again.
const REPEATS: RateLimit = RateLimit { bucket: "REGISTER", most: 5, seconds: 3600 };
/// How often a registration is tried again when others change the same account.
const TRIES: u32 = 4;

/// What somebody says who opens an account.
#[derive(Clone, Debug)]
pub struct Registration {
    /// Where mail goes; not known to be theirs yet.
    pub email: Email,
    /// What they will log in with.
    pub password: Password,
    /// How to address them.
    pub name: Option<Text<100>>,
}

/// The address has an account.
struct EmailTaken;

/// Opens an account, or tells the holder of the address that somebody tried.
///
/// Nothing in the outcome shows which of the two it was: only whoever reads mail to the address learns it. An account
/// whose address nobody has confirmed belongs to nobody yet: each registration's password waits behind its own mailed token,
/// and the token that is used decides. Registering with somebody else's address, before them or after, gains nothing.
pub async fn register_user(
    cx: &Context,
    registration: &Registration,
    command: Option<&Command>,
    answer: &Answer,
) -> Result<(), CaseFault<UnfitPassword>> {
    check_password(cx, &registration.password, &registration.email).await.map_err(CaseFault::Refused)?;
    let hash = hash_password(cx, &registration.password).await?;
    match open_account(cx, registration, &hash, command, answer).await? {
        Ok(()) => Ok(()),
        Err(EmailTaken) => repeat(cx, registration, &hash, command, answer).await,
    }
}

async fn open_account(
    cx: &Context,
    registration: &Registration,
    hash: &str,
    command: Option<&Command>,
    answer: &Answer,
) -> Result<Result<(), EmailTaken>, CaseFault<UnfitPassword>> {
    let user = User {
        id: UserId::mint(&*cx.ids, cx.now),
        email: registration.email.clone(),
        name: registration.name.clone(),
        role: Role::Customer,
        scopes: BTreeSet::new(),
        email_verified: false,
        second_factor: false,
        created_at: cx.now,
        deletion: None,
    };
    let credential = Credential::new(user.id, hash.to_owned());
    let token = token_for(cx, user.id)?;
    let event = keep(&UserRegistered { user: user.id, token: token.id }, user.id, 1, cx.cause());
    let tx = Tx::new()
        .once(command, answer)
        .create::<Unique>(&email_claim(&user.email, user.id))
        .or(EmailTaken)
        .create::<UserHead>(&user)
        .create::<CredentialHead>(&credential)
        .create::<TokenHead>(&token)
        .create::<PendingItem>(&pending(&token, hash))
        .emit(&event);
    match tx.commit(cx.store.table()).await {
        Ok(()) => Ok(Ok(())),
        Err(TxFault::Refused(EmailTaken)) => Ok(Err(EmailTaken)),
        Err(TxFault::Twin) => Err(CaseFault::Twin),
        Err(TxFault::Stale) => Err(TableFault::Contended.into()),
        Err(TxFault::Table(fault)) => Err(fault.into()),
    }
}

/// The password that using `token` installs.
pub(crate) fn pending(token: &OneTimeToken, hash: &str) -> PendingCredential {
    let credential = Credential::new(token.user, hash.to_owned());
    PendingCredential { token: token.id, credential, expires_at: token.expires_at }
}

/// Registers a second time: the holder of the address is told, and the new password waits for its own token.
///
/// The password is remembered by its digest, so that a log-in with it answers as if the address had been free.
async fn repeat(
    cx: &Context,
    Registration { email, password, .. }: &Registration,
    hash: &str,
    command: Option<&Command>,
    answer: &Answer,
) -> Result<(), CaseFault<UnfitPassword>> {
    let Some(owner) = cx.store.users().id_by_email(email).await? else { return Err(TableFault::Contended.into()) };
    if cx.store.table().count(&REPEATS, &Part::sha(email.canonical()), cx.now).await? != Counted::Within {
        // A mailbox is not flooded, and the answer stays the same.
        Tx::<UnfitPassword>::new().once(command, answer).commit(cx.store.table()).await?;
        return Ok(());
    }
    for _ in 0..TRIES {
        let Some(user) = cx.store.users().by_id(owner).await? else { break };
        let registration = RegistrationId::mint(&*cx.ids, cx.now);
        let token = if user.email_verified { None } else { Some(token_for(cx, user.id)?) };
        let happening =
            UserRegistrationRepeated { registration, user: user.id, token: token.as_ref().map(|token| token.id) };
        let before = cx.store.users().repeats(owner).await?;
        let repeats =
            RepeatedRegistrations::with(before.as_deref(), cx.settings.link_key()?, owner, password.as_str(), cx.now);
        let tx = Tx::<UnfitPassword>::new()
            .once(command, answer)
            .save::<RepeatsItem>(before.as_ref(), &repeats)
            .emit(&keep(&happening, registration, 1, cx.cause()));
        let tx = match &token {
            // The account must still be unconfirmed.
            Some(token) => tx.require(&user).create::<TokenHead>(token).create::<PendingItem>(&pending(token, hash)),
            None => tx,
        };
        match tx.commit(cx.store.table()).await {
            Err(TxFault::Stale) => {}
            outcome => return Ok(outcome?),
        }
    }
    Err(TableFault::Contended.into())
}

/// A fresh token that confirms the address of `user`.
pub(crate) fn token_for<F>(cx: &Context, user: UserId) -> Result<OneTimeToken, CaseFault<F>> {
    let key = cx.settings.link_key()?;
    Ok(OneTimeToken::issue(key, TokenId::mint(&*cx.ids, cx.now), user, TokenPurpose::VerifyEmail, cx.now))
}
