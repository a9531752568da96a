//! Login. Somebody logs in by address and password.

use context::password::{Password, password_fits};
use context::settings::MissingSetting;
use context::use_case_fault::UseCaseFault;
use context::{Committed as _, Context};
use domain::audit::action::AuditAction;
use domain::audit::record::address as audited_address;
use domain::identity::device::Device;
use domain::identity::login_challenge::{CHALLENGE_SECONDS, ChallengeText, LoginChallenge};
use domain::identity::repeated_registration::REMINDER_SECONDS;
use domain::identity::session::{RefreshToken, Session};
use domain::identity::user::User;
use domain::shopping::cart::CartWarning;
use kernel::email::Email;
use kernel::faults;
use kernel::id::{AuditId, SessionId, Ulid, UserId};
use kernel::key::Part;
use kernel::secret::sha256_hex;
use kernel::time::after;
use store::audit::record::AuditEntryRecord;
use store::identity::repeated_registration::Entrant;
use store::identity::session::SessionRecord;
use store::identity::user::{CredentialRecord, UserRecord};
use table::backoff::Slowdown;
use table::rate_limit::Counted;
use table::{Stored, Tx, TxFault};
use tokio::sync::Mutex;

use crate::identity::password::rehash::rehash_password;
use crate::identity::session::logout::revoke_session;
use crate::identity::session::tokens::SessionTokens;
use crate::shopping::cart::merge::merge_guest_cart;
use crate::shopping::wishlist::merge::merge_guest_wishlist;

/// How the passwords that are tried for one address are slowed down; one that fits forgives those before it.
const ATTEMPTS: Slowdown = Slowdown { bucket: "LOGIN", free: 5, first: 60, longest: 15 * 60, memory: 24 * 60 * 60 };
/// The most sessions of one user: the oldest makes room for the next.
///
/// Log-ins at the very same time may exceed it; the next one puts it right.
const MOST_SESSIONS: usize = 20;

/// What somebody says who logs in.
#[derive(Clone, Debug)]
pub struct Login {
    /// The address of the account.
    pub email: Email,
    /// Its password.
    pub password: Password,
    /// The token of the cart that was filled before.
    pub cart_token: Option<String>,
    /// What it is said from.
    pub device: Device,
}

/// A session that has begun.
#[derive(Clone, Debug)]
pub struct LoggedIn {
    /// Who logged in.
    pub user: Stored<UserRecord>,
    /// What they carry from now on.
    pub tokens: SessionTokens,
    /// What of the guest's cart could not be taken over whole.
    pub cart_warnings: Vec<CartWarning>,
}

faults! {
    /// A log-in that is refused.
    #[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
    pub enum LoginFault {
        /// No such account, or another password: nobody is told which.
        #[error("there is no account with this address and this password")]
        InvalidCredentials => Unauthenticated "invalid_credentials";
        /// The password fits, but nobody has confirmed the address.
        #[error("follow the link in the confirmation mail first")]
        EmailNotVerified => Forbidden "email_not_verified";
        /// The password fits, and the account has a second factor.
        #[error("send the challenge with a code of the second factor to /v1/auth/second-factor")]
        SecondFactorRequired {
            /// Shows that the password was right.
            challenge: ChallengeText,
        } => Forbidden "second_factor_required" with { "challenge": challenge.0, "expires_in": CHALLENGE_SECONDS };
        /// Too many wrong passwords for this address.
        #[error("too many attempts to log in; wait a little")]
        TooManyAttempts {
            /// Seconds after which the next attempt is looked at.
            retry_after: u32,
        } => TooMany "too_many_attempts" after retry_after;
    }
}

/// Begins a session for whoever knows the password, and brings their guest's cart along.
pub async fn log_in(cx: &Context, login: &Login) -> Result<LoggedIn, UseCaseFault<LoginFault>> {
    let (user, credential) = authenticate(cx, login).await?;
    let credential = rehash_password(cx, &login.password, credential).await;
    if user.second_factor {
        let challenge = LoginChallenge::begin(user.id, cx.now).format(cx.settings.link_key()?, &credential);
        return Err(UseCaseFault::Refused(LoginFault::SecondFactorRequired { challenge }));
    }
    make_room(cx, user.id).await?;
    let (session, tokens) = new_session(cx, &user, login.device.clone())?;
    let user = begin(cx, &session.proved(false, cx.now), user, credential).await?;
    let cart_warnings = bring_cart(cx, user.id, login.cart_token.as_deref()).await;
    Ok(LoggedIn { user, tokens, cart_warnings })
}

/// A session of `user` on `device` and its first tokens; it is not kept yet.
pub(crate) fn new_session<F>(
    cx: &Context,
    user: &User,
    device: Device,
) -> Result<(Session, SessionTokens), UseCaseFault<F>> {
    let refresh = RefreshToken::first(user.id, SessionId::mint(&*cx.ids, cx.now), &cx.ids.secret());
    let tokens = SessionTokens::sign(cx, user.role, &refresh)?;
    let session = Session::begin(refresh.session, user.id, user.role, refresh.hash(), cx.now);
    Ok((session.on(device, &cx.ids.secret()).holding(user.scopes.clone()), tokens))
}

/// Keeps `session`, if the password that let its user in still is theirs, and what they may do is the same.
///
/// A change of either ends the sessions that there are; with this none slips past it.
async fn begin(
    cx: &Context,
    session: &Session,
    user: Stored<UserRecord>,
    credential: Stored<CredentialRecord>,
) -> Result<Stored<UserRecord>, UseCaseFault<LoginFault>> {
    let read = Mutex::new((user, credential));
    cx.again(|| async {
        let mut read = read.lock().await;
        let (user, credential) = &*read;
        let tx = Tx::<LoginFault>::new().create::<SessionRecord>(session).require(user).require(credential);
        let written: Result<_, UseCaseFault<_>> = tx.commit(cx.store.table()).await.or_again(user.clone());
        if let Some(user) = written? {
            return Ok(Some(user));
        }
        let again = cx.store.users().with_credential(session.user).await?;
        let same = again.filter(|(user, again)| {
            again.is_password_of(credential) && user.role == session.role && user.scopes == session.scopes
        });
        *read = same.ok_or(UseCaseFault::Refused(LoginFault::InvalidCredentials))?;
        Ok(None)
    })
    .await
}

/// Whose address and password these are.
///
/// An attempt is counted before the password is looked at, so guesses that come together cannot outrun the limit.
/// Whether there is an account or not, the same reads and the same hashing are done.
async fn authenticate(
    cx: &Context,
    login: &Login,
) -> Result<(Stored<UserRecord>, Stored<CredentialRecord>), UseCaseFault<LoginFault>> {
    let (table, users, address) = (cx.store.table(), cx.store.users(), Part::sha(login.email.canonical()));
    let owner = users.id_by_email(&login.email).await?;
    if let Counted::Over { retry_after } = table.attempt(&ATTEMPTS, &address, cx.now).await? {
        locked_out(cx, login, owner).await?;
        return Err(UseCaseFault::Refused(LoginFault::TooManyAttempts { retry_after }));
    }
    let nobody = UserId::from_ulid(Ulid::nil());
    let found = users.entrant(owner.unwrap_or(nobody)).await?;
    let known = found.as_ref().map(|entrant| entrant.credential.hash.as_str());
    let fits = password_fits(cx, &login.password, known).await?;
    if waits_for_confirmation(cx, login, found.as_ref(), fits)? {
        table.forgive(&ATTEMPTS, &address).await?;
        return Err(UseCaseFault::Refused(LoginFault::EmailNotVerified));
    }
    let Some(Entrant { user, credential, .. }) = found.filter(|entrant| fits && entrant.user.email_verified) else {
        let record = cx.audited(AuditAction::LOG_IN_FAILED, audited_address(&login.email.canonical(), owner));
        let audited = async { Ok(Tx::new().create::<AuditEntryRecord>(&record).commit(table).await?) };
        tokio::try_join!(audited, async { Ok::<_, UseCaseFault<_>>(table.fail(&ATTEMPTS, &address).await?) })?;
        return Err(UseCaseFault::Refused(LoginFault::InvalidCredentials));
    };
    table.forgive(&ATTEMPTS, &address).await?;
    Ok((user, credential))
}

/// Whether somebody registered with this address and this password not long ago, and has not confirmed the address.
///
/// The answer is the same where the address had an account before: otherwise registering would tell who has one.
fn waits_for_confirmation(
    cx: &Context,
    login: &Login,
    found: Option<&Entrant>,
    fits: bool,
) -> Result<bool, MissingSetting> {
    let key = cx.settings.link_key()?;
    let repeated = found.and_then(|entrant| entrant.repeats.as_ref());
    let repeated = repeated.is_some_and(|repeats| repeats.holds(key, login.password.as_str(), cx.now));
    let first = found.is_some_and(|Entrant { user, .. }| {
        fits && !user.email_verified && cx.now < after(user.created_at, REMINDER_SECONDS)
    });
    let is_in = found.is_some_and(|entrant| fits && entrant.user.email_verified);
    Ok(first || (repeated && !is_in))
}

/// Writes into the audit that an address is locked: once for each window, whose start and address make the entry's id.
async fn locked_out(cx: &Context, login: &Login, owner: Option<UserId>) -> Result<(), UseCaseFault<LoginFault>> {
    let target = audited_address(&login.email.canonical(), owner);
    let window = cx.now.as_second().div_euclid(ATTEMPTS.first) * ATTEMPTS.first;
    let digits: String = sha256_hex(login.email.canonical()).chars().take(20).collect();
    let random = u128::from_str_radix(&digits, 16).unwrap_or_default();
    let mut record = cx.audited(AuditAction::LOG_IN_LOCKED_OUT, target);
    record.id = AuditId::from_ulid(Ulid::from_parts(u64::try_from(window * 1_000).unwrap_or_default(), random));
    match Tx::<LoginFault>::new().create::<AuditEntryRecord>(&record).commit(cx.store.table()).await {
        // It was written before.
        Ok(()) | Err(TxFault::Stale) => Ok(()),
        Err(fault) => Err(fault.into()),
    }
}

/// Ends the oldest sessions of `user` until there is room for one more.
pub(crate) async fn make_room<F>(cx: &Context, user: UserId) -> Result<(), UseCaseFault<F>> {
    let sessions = cx.store.sessions().of_user(user).await?;
    let surplus = (sessions.len() + 1).saturating_sub(MOST_SESSIONS);
    for session in sessions.iter().take(surplus) {
        revoke_session(cx, user, session.id).await?;
    }
    Ok(())
}

/// Merges the guest's cart and wishlist; if that fails they stay where they are, and nobody is kept out for it.
pub(crate) async fn bring_cart(cx: &Context, user: UserId, token: Option<&str>) -> Vec<CartWarning> {
    let Some(token) = token else { return Vec::new() };
    if let Err(fault) = merge_guest_wishlist(cx, user, token).await {
        tracing::warn!(user.id = %user, error = %fault, "the guest's wishlist was not merged into that of {user}");
    }
    merge_guest_cart(cx, user, token).await.unwrap_or_else(|fault| {
        tracing::warn!(user.id = %user, error = %fault, "the guest's cart was not merged into that of {user}");
        Vec::new()
    })
}

#[cfg(test)]
mod tests {
    use kernel::fault::{Fault as _, FaultKind};

    use super::*;

    /// M01-T02
    #[test]
    fn the_sixth_attempt_of_a_minute_is_told_when_to_come_back() {
        assert_eq!((ATTEMPTS.free, ATTEMPTS.first), (5, 60));
        let fault = LoginFault::TooManyAttempts { retry_after: 17 };
        assert_eq!((fault.code(), fault.kind()), ("too_many_attempts", FaultKind::TooMany));
        assert_eq!(fault.retry_after(), Some(17));
    }

    #[test]
    fn what_was_typed_is_not_shown() {
        let login = Login {
            email: "ana@example.com".parse().unwrap(),
            password: "hunter2".to_owned().try_into().unwrap(),
            cart_token: None,
            device: Device::default(),
        };
        let shown = format!("{login:?}");
        assert!(!shown.contains("hunter2") && !shown.contains("ana@"), "{shown}");
    }
}
