//! Codes of a second factor: how they are counted, compared and used up.

pub mod delete;
pub mod enroll;

use context::Context;
use context::use_case_fault::UseCaseFault;
use domain::audit::action::AuditAction;
use domain::identity::second_factor::{CodeKind, SecondFactor, SecondFactorChange};
use domain::identity::user::User;
use events::{UserSecondFactorChanged, envelope};
use kernel::faults;
use kernel::id::UserId;
use kernel::key::Part;
use serde_json::Value;
use store::audit::record::AuditEntryRecord;
use store::identity::second_factor::{SecondFactorRecord, UserWithCredentials};
use store::identity::user::UserRecord;
use table::backoff::Slowdown;
use table::rate_limit::Counted;
use table::{Stored, TableFault, Tx};

use crate::identity::account::verify_email::next_event;

/// How the codes that are tried for one account are slowed down; one that fits forgives those before it.
const CODES: Slowdown = Slowdown { bucket: "CODE", free: 5, first: 60, longest: 15 * 60, memory: 24 * 60 * 60 };

faults! {
    /// Something about a second factor that is refused.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
    pub enum SecondFactorFault {
        /// Neither the app's code of these seconds nor a recovery code, or one that was used before.
        #[error("the code is not right, or was used before")]
        InvalidCode => Invalid "otp_invalid" at "/code";
        /// Too many wrong codes for this account.
        #[error("too many wrong codes; wait a little")]
        TooManyAttempts {
            /// Seconds after which the next code is looked at.
            retry_after: u32,
        } => TooMany "too_many_attempts" after retry_after;
        /// There is one already.
        #[error("there is a second factor already; remove it before another is set up")]
        Active => Conflict "second_factor_active";
        /// There is none, or none that waits to be confirmed.
        #[error("there is no second factor")]
        Inactive => Conflict "second_factor_inactive";
        /// The role demands one.
        #[error("sellers and staff keep a second factor")]
        Mandatory => Forbidden "second_factor_mandatory";
        /// No secret could be made for an app.
        #[error("no secret could be made for an app")]
        NoSecret => Internal "internal";
    }
}

/// Counts a code for `user` before it is looked at, so guesses that come together cannot outrun the limit.
pub(crate) async fn count_code<F: From<SecondFactorFault>>(cx: &Context, user: UserId) -> Result<(), UseCaseFault<F>> {
    match cx.store.table().attempt(&CODES, &Part::sha(user.to_string()), cx.now).await? {
        Counted::Within => Ok(()),
        Counted::Over { retry_after } => {
            Err(UseCaseFault::Refused(SecondFactorFault::TooManyAttempts { retry_after }.into()))
        }
    }
}

/// Forgets the wrong codes of `user`, since one was right.
pub(crate) async fn forgive_codes<F>(cx: &Context, user: UserId) -> Result<(), UseCaseFault<F>> {
    Ok(cx.store.table().forgive(&CODES, &Part::sha(user.to_string())).await?)
}

/// Uses up `code` in the transaction `tx`; a wrong one is written into the audit.
///
/// The item is replaced as it was read: of two uses of one code at the same time, the second finds it used.
pub(crate) async fn use_code<F: From<SecondFactorFault>>(
    cx: &Context,
    tx: Tx<F>,
    user: &Stored<UserRecord>,
    factor: &Stored<SecondFactorRecord>,
    code: &str,
) -> Result<Tx<F>, UseCaseFault<F>> {
    let Some((spent, kind)) = factor.accept(cx.settings.link_key()?, code, cx.now) else {
        let record = cx.audited(AuditAction::CODE_FAILED, user.id);
        let table = cx.store.table();
        let audited = async { Ok(Tx::<F>::new().create::<AuditEntryRecord>(&record).commit(table).await?) };
        let failed = async { Ok::<_, UseCaseFault<F>>(table.fail(&CODES, &Part::sha(user.id.to_string())).await?) };
        tokio::try_join!(audited, failed)?;
        return Err(UseCaseFault::Refused(SecondFactorFault::InvalidCode.into()));
    };
    let tx = tx.replace(factor, &spent);
    Ok(match kind {
        CodeKind::App => tx.require(user),
        CodeKind::Recovery => change_second_factor(cx, tx, user, user, SecondFactorChange::RecoveryCodeUsed),
    })
}

/// Adds to `tx` that something happened to the second factor of `user`, who becomes `head`: event and audit.
pub(crate) fn change_second_factor<F>(
    cx: &Context,
    tx: Tx<F>,
    user: &Stored<UserRecord>,
    head: &User,
    change: SecondFactorChange,
) -> Tx<F> {
    let happening = UserSecondFactorChanged { user: user.id, change };
    let event = envelope(&happening, user.id, next_event(user.version()), cx.event_context());
    let record = cx.audited(AuditAction::SECOND_FACTOR_CHANGED, user.id);
    let now = serde_json::to_value(change).unwrap_or_default();
    let record = record.changing("second_factor", Value::Null, now);
    tx.replace(user, head).emit(&event).create::<AuditEntryRecord>(&record)
}

/// Somebody who is logged in, with all that they prove themself by.
pub(crate) async fn user_with_credentials<F>(
    cx: &Context,
    user: UserId,
) -> Result<UserWithCredentials, UseCaseFault<F>> {
    // An account goes only with its sessions.
    Ok(cx.store.users().user_with_credentials(user).await?.ok_or(TableFault::Contended)?)
}

/// The second factor of `found` that log-ins demand.
pub(crate) fn active(found: Option<&Stored<SecondFactorRecord>>) -> Option<&Stored<SecondFactorRecord>> {
    found.filter(|factor| SecondFactor::is_active(factor))
}
