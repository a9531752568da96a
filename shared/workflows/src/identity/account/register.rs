//! Registration. Somebody opens an account.

use std::collections::BTreeSet;

use context::Context;
use context::password::{Password, UnfitPassword, hash_password};
use context::use_case_fault::UseCaseFault;
use domain::identity::one_time_token::{OneTimeToken, TokenPurpose};
use domain::identity::repeated_registration::RepeatedRegistrations;
use domain::identity::user::{Credential, Role, User};
use events::{UserRegistered, UserRegistrationRepeated, envelope};
use kernel::email::Email;
use kernel::id::{RegistrationId, TokenId, Ulid, UserId};
use kernel::key::Part;
use kernel::text::Text;
use store::identity::one_time_token::OneTimeTokenRecord;
use store::identity::repeated_registration::RepeatedRegistrationsRecord;
use store::identity::user::{CredentialRecord, PendingCredential, PendingCredentialRecord, UserRecord, email_claim};
use table::idempotency::{Answer, Command};
use table::rate_limit::{Counted, RateLimit};
use table::unique::Unique;
use table::{Stored, TableFault, Tx, TxFault};

use crate::identity::password::check::check_password;

/// How many mails one address gets because somebody, its holder or a stranger, registers with it.
const MAILS: RateLimit = RateLimit { bucket: "REGISTER", most: 6, seconds: 3600 };
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

/// Somebody took the address since it was looked up.
struct EmailTaken;

/// Opens an account, or tells the holder of the address that somebody tried.
///
/// Nothing in the outcome shows which of the two it was: only whoever reads mail to the address learns it. The same is
/// counted, read and written either way, so its time does not tell. An account
/// whose address nobody has confirmed belongs to nobody yet: each registration's password waits behind its own mailed token,
/// and the token that is used decides. Registering with somebody else's address, before them or after, gains nothing.
pub async fn register_user(
    cx: &Context,
    registration: &Registration,
    command: Option<&Command>,
    answer: &Answer,
) -> Result<(), UseCaseFault<UnfitPassword>> {
    let email = &registration.email;
    check_password(cx, &registration.password, email).await.map_err(UseCaseFault::Refused)?;
    let hash = hash_password(cx, &registration.password).await?;
    let (table, users) = (cx.store.table(), cx.store.users());
    let is_enough = table.count(&MAILS, &Part::sha(email.canonical()), cx.now).await? != Counted::Within;
    cx.again(|| async {
        let owner = users.id_by_email(email).await?;
        let (user, repeats) = users.with_repeats(owner.unwrap_or(UserId::from_ulid(Ulid::nil()))).await?;
        let tx = Tx::new().once(command, answer);
        let tx = match (owner, &user) {
            (None, _) => opening(cx, registration, &hash, tx)?,
            // A mailbox is not flooded, and the answer stays the same.
            (Some(_), Some(_)) if is_enough => tx,
            (Some(_), Some(user)) => repeating(cx, registration, &hash, user, repeats.as_ref(), tx)?,
            (Some(_), None) => return Err(TableFault::Contended.into()),
        };
        match tx.commit(table).await {
            Ok(()) => Ok(Some(())),
            Err(TxFault::Refused(EmailTaken) | TxFault::Stale) => Ok(None),
            Err(TxFault::Duplicate) => Err(UseCaseFault::Duplicate),
            Err(TxFault::Table(fault)) => Err(fault.into()),
        }
    })
    .await
}

/// Opens an account, with `tx`.
fn opening(
    cx: &Context,
    registration: &Registration,
    hash: &str,
    tx: Tx<EmailTaken>,
) -> Result<Tx<EmailTaken>, UseCaseFault<UnfitPassword>> {
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
    Ok(tx
        .create::<Unique>(&email_claim(&user.email, user.id))
        .or(EmailTaken)
        .create::<UserRecord>(&user)
        .create::<CredentialRecord>(&credential)
        .create::<OneTimeTokenRecord>(&token)
        .create::<PendingCredentialRecord>(&pending(&token, hash))
        .emit(&envelope(&UserRegistered { user: user.id, token: token.id }, user.id, 1, cx.event_context())))
}

/// The password that using `token` installs.
pub(crate) fn pending(token: &OneTimeToken, hash: &str) -> PendingCredential {
    let credential = Credential::new(token.user, hash.to_owned());
    PendingCredential { token: token.id, credential, expires_at: token.expires_at }
}

/// Registers a second time, with `tx`: the holder of the address is told, and the new password waits for its own token.
///
/// The password is remembered by its digest, so that a log-in with it answers as if the address had been free.
fn repeating(
    cx: &Context,
    Registration { password, .. }: &Registration,
    hash: &str,
    user: &Stored<UserRecord>,
    before: Option<&Stored<RepeatedRegistrationsRecord>>,
    tx: Tx<EmailTaken>,
) -> Result<Tx<EmailTaken>, UseCaseFault<UnfitPassword>> {
    let registration = RegistrationId::mint(&*cx.ids, cx.now);
    let token = if user.email_verified { None } else { Some(token_for(cx, user.id)?) };
    let happening =
        UserRegistrationRepeated { registration, user: user.id, token: token.as_ref().map(|token| token.id) };
    let known = before.map(|before| &**before);
    let repeats = RepeatedRegistrations::with(known, cx.settings.link_key()?, user.id, password.as_str(), cx.now);
    let tx = tx.save::<RepeatedRegistrationsRecord>(before, &repeats).emit(&envelope(
        &happening,
        registration,
        1,
        cx.event_context(),
    ));
    Ok(match &token {
        // The account must still be unconfirmed.
        Some(token) => tx
            .require(user)
            .create::<OneTimeTokenRecord>(token)
            .create::<PendingCredentialRecord>(&pending(token, hash)),
        None => tx,
    })
}

/// A fresh token that confirms the address of `user`.
pub(crate) fn token_for<F>(cx: &Context, user: UserId) -> Result<OneTimeToken, UseCaseFault<F>> {
    let key = cx.settings.link_key()?;
    Ok(OneTimeToken::issue(key, TokenId::mint(&*cx.ids, cx.now), user, TokenPurpose::VerifyEmail, cx.now))
}
