//! A member of staff changes what another may do.

use std::collections::BTreeSet;

use context::use_case_fault::UseCaseFault;
use context::version::{StaleVersion, check_version};
use context::{Committed as _, Context};
use domain::audit::action::AuditAction;
use domain::audit::record::AuditEntry;
use domain::identity::scope::Scope;
use domain::identity::user::{Role, User};
use events::{UserRoleChanged, envelope};
use kernel::faults;
use kernel::id::UserId;
use serde_json::json;
use store::audit::record::AuditEntryRecord;
use store::identity::user::UserRecord;
use table::idempotency::{Answer, Command};
use table::{Stored, TableFault, Tx};

use crate::identity::account::verify_email::next_event;
use crate::identity::session::revoke::with_sessions_ended;

/// What somebody is to be from now on; what is absent stays.
#[derive(Clone, Debug, Default)]
pub struct StaffChange {
    /// Their role.
    pub role: Option<Role>,
    /// Their scopes.
    pub scopes: Option<BTreeSet<Scope>>,
}

faults! {
    /// What staff may not do to others, or to themselves.
    #[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
    pub enum StaffFault {
        /// No such member of staff.
        #[error("there is no such member of staff")]
        Unknown => Missing "not_found";
        /// It would be one's own.
        #[error("nobody changes their own role or scopes")]
        OwnRole => Forbidden "own_role";
        /// It would give, or take, what whoever asks does not hold.
        #[error("this needs the scope {0}: nobody gives or takes a scope that they do not hold")]
        Beyond(Scope) => Forbidden "insufficient_scope";
        /// Only admins have scopes.
        #[error("must be empty: only admins hold scopes")]
        ScopesOfOthers => Invalid "validation_failed" at "/scopes";
        /// The caller meant another version.
        #[error(transparent)]
        Version(#[from] StaleVersion);
    }
}

/// Gives the member of staff `target` another role or other scopes; their sessions end, and a mail tells them.
///
/// The account of `actor` is required to stay as it was read, so whoever takes a scope from others holds `staff:write` in the
/// very transaction that takes it. Of two admins who demote each other one is too late, and somebody always can change staff.
pub async fn update_staff(
    cx: &Context,
    actor: UserId,
    target: UserId,
    change: &StaffChange,
    expected: u64,
    command: Option<&Command>,
    render: impl Fn(&User, u64) -> Answer,
) -> Result<Stored<UserRecord>, UseCaseFault<StaffFault>> {
    let refused = |fault| Err(UseCaseFault::Refused(fault));
    cx.again(|| async {
        let actor = holder(cx, actor).await?.ok_or(UseCaseFault::Refused(StaffFault::Beyond(Scope::StaffWrite)))?;
        let Some(user) = cx.store.users().by_id(target).await?.filter(|user| user.role != Role::Customer) else {
            return refused(StaffFault::Unknown);
        };
        if user.id == actor.id {
            return refused(StaffFault::OwnRole);
        }
        check_version(Some(expected), "the account", user.version())
            .map_err(|stale| UseCaseFault::Refused(stale.into()))?;
        let after = changed(&user, change).map_err(UseCaseFault::Refused)?;
        check_within(&actor, &user.scopes, &after.scopes).map_err(UseCaseFault::Refused)?;
        if after == *user {
            return Ok(Some(user));
        }
        let version = user.version() + 1;
        let tx = Tx::new().once(command, &render(&after, version)).require(&actor);
        let record = role_record(cx, AuditAction::ROLE_CHANGED, Some(&user), &after);
        let tx = with_role(cx, tx, &user, &after).create::<AuditEntryRecord>(&record);
        let tx = with_sessions_ended(cx, tx, user.id, None).await?;
        tx.commit(cx.store.table()).await.or_again(Stored::at_version(after, version))
    })
    .await
}

/// The account of `user`, if it may change staff now.
pub(crate) async fn holder(cx: &Context, user: UserId) -> Result<Option<Stored<UserRecord>>, TableFault> {
    let head = cx.store.users().by_id(user).await?;
    Ok(head.filter(|head| head.role == Role::Admin && Scope::StaffWrite.is_within(&head.scopes)))
}

/// Refuses to take, or to give, what `actor` does not hold.
pub(crate) fn check_within(actor: &User, before: &BTreeSet<Scope>, after: &BTreeSet<Scope>) -> Result<(), StaffFault> {
    let beyond = Scope::beyond(&actor.scopes, before).or_else(|| Scope::beyond(&actor.scopes, after));
    beyond.map_or(Ok(()), |scope| Err(StaffFault::Beyond(scope)))
}

/// `user` after `change`; who is no admin any more loses the scopes.
fn changed(user: &User, change: &StaffChange) -> Result<User, StaffFault> {
    let role = change.role.unwrap_or(user.role);
    let scopes = match &change.scopes {
        Some(scopes) => scopes.clone(),
        None if role == Role::Admin => user.scopes.clone(),
        None => BTreeSet::new(),
    };
    if role != Role::Admin && !scopes.is_empty() {
        return Err(StaffFault::ScopesOfOthers);
    }
    Ok(User { role, scopes, ..user.clone() })
}

/// Adds another role to `tx`, with its event.
///
/// A log-in demands that the account stands as it was read, so none that began before keeps what was taken.
pub(crate) fn with_role<F>(cx: &Context, tx: Tx<F>, user: &Stored<UserRecord>, after: &User) -> Tx<F> {
    let event = envelope(&UserRoleChanged { user: user.id }, user.id, next_event(user.version()), cx.event_context());
    tx.replace(user, after).emit(&event)
}

/// The entry of the audit about what `after` may do, and might `before`, if there was such an account.
pub(crate) fn role_record(cx: &Context, action: AuditAction, before: Option<&User>, after: &User) -> AuditEntry {
    let names = |user: &User| json!(user.scopes.iter().map(|scope| scope.as_str()).collect::<Vec<_>>());
    let fields = [
        ("role", json!(before.map(|user| user.role)), json!(after.role)),
        ("scopes", json!(before.map(names)), names(after)),
    ];
    let changed = fields.into_iter().filter(|(_, before, after)| before != after);
    changed.fold(cx.audited(action, after.id), |record, (field, before, after)| record.changing(field, before, after))
}
