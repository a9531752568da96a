//! Account deletion (GDPR Art. 17). Somebody deletes their account.
//!
//! One transaction ends it: what is left of the account is a pseudonym, the address is free, and nothing lets anybody in.
//! What else is known about the person is erased by a worker, on account of the kept event.

use context::use_case_fault::UseCaseFault;
use context::{Committed as _, Context};
use domain::audit::action::AuditAction;
use domain::identity::deletion_notice::DeletionNotice;
use domain::identity::one_time_token::{token_hash, token_text};
use domain::identity::scope::Scope;
use domain::identity::user::Role;
use events::{UserDeleted, envelope};
use kernel::faults;
use kernel::id::{OrderId, UserId};
use store::audit::record::AuditEntryRecord;
use store::identity::deletion_notice::DeletionNoticeRecord;
use store::identity::user::{CredentialRecord, UserRecord};
use table::{Stored, TableFault, Tx};

use crate::identity::account::verify_email::next_event;
use crate::identity::session::revoke::with_sessions_ended;

/// How many other admins are looked at: one that stays is enough.
const MOST_ADMINS: u16 = 25;

faults! {
    /// A deletion that is refused.
    #[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
    pub enum DeleteAccountFault {
        /// Goods or money are still to move.
        #[error("an order is not finished; wait until it is delivered or refunded, or cancel it")]
        OrdersOpen {
            /// For these orders.
            orders: Vec<OrderId>,
        } => Conflict "orders_open" with { "orders": orders };
        /// Nobody could let staff in any more.
        #[error("this is the only admin; make somebody else one first")]
        LastAdmin => Conflict "last_admin";
        /// The account was deleted before.
        #[error("this account does not exist any more")]
        Gone => Unauthenticated "unauthenticated";
    }
}

/// Ends the account of `user`; all of its sessions end with it.
pub async fn delete_account(cx: &Context, user: UserId) -> Result<(), UseCaseFault<DeleteAccountFault>> {
    let refused = |fault| Err(UseCaseFault::Refused(fault));
    cx.again(|| async {
        let Some((head, credential)) = cx.store.users().and_credential(user).await? else {
            return refused(DeleteAccountFault::Gone);
        };
        // As an index lists them. One that it does not list yet is found by the worker, which leaves it be until it ends.
        let orders = cx.store.orders().all_of_customer(user).await?;
        let open: Vec<OrderId> = orders.iter().filter(|order| order.is_open()).map(|order| order.id).collect();
        if !open.is_empty() {
            return refused(DeleteAccountFault::OrdersOpen { orders: open });
        }
        let Some(tx) = with_an_admin_left(cx, Tx::new(), &head).await? else {
            return refused(DeleteAccountFault::LastAdmin);
        };
        let tx = with_account_ended(cx, tx, &head, credential.as_ref()).await?;
        let tx = with_sessions_ended(cx, tx, user, None).await?;
        tx.commit(cx.store.table()).await.or_again(())
    })
    .await
}

/// Adds to `tx` that somebody else may and goes on to let staff in, if `user` is an admin; none if nobody may.
///
/// The index only proposes who that may be. Of two admins who delete themselves at once, one finds the other changed.
async fn with_an_admin_left<F>(
    cx: &Context,
    tx: Tx<F>,
    user: &Stored<UserRecord>,
) -> Result<Option<Tx<F>>, TableFault> {
    if user.role != Role::Admin {
        return Ok(Some(tx));
    }
    let users = cx.store.users();
    for id in users.ids_by_role(Role::Admin, MOST_ADMINS).await? {
        let other = if id == user.id { None } else { users.by_id(id).await? };
        if let Some(other) = other.filter(|other| other.scopes.contains(&Scope::StaffWrite)) {
            return Ok(Some(tx.require(&other)));
        }
    }
    Ok(None)
}

/// Adds the end of an account to `tx`: everything about it but for its sessions.
async fn with_account_ended<F>(
    cx: &Context,
    tx: Tx<F>,
    head: &Stored<UserRecord>,
    credential: Option<&Stored<CredentialRecord>>,
) -> Result<Tx<F>, UseCaseFault<DeleteAccountFault>> {
    let (user, users) = (head.id, cx.store.users());
    let event = envelope(&UserDeleted { user }, user, next_event(head.version()), cx.event_context());
    let mut tx = tx
        .replace(head, &head.deleted(cx.now))
        .create::<DeletionNoticeRecord>(&DeletionNotice::to(user, head.email.clone(), cx.now))
        .create::<AuditEntryRecord>(&cx.audited(AuditAction::ACCOUNT_DELETED, user))
        .emit(&event);
    let claim = users.claim_on(&head.email).await?;
    if let Some(claim) = claim.filter(|claim| claim.owner == user.to_string()) {
        tx = tx.delete(&claim);
    }
    if let Some(credential) = credential {
        tx = tx.delete(credential);
        if let Some(reset) = credential.reset {
            let hash = token_hash(&token_text(cx.settings.link_key()?, reset));
            tx = cx.store.tokens().by_hash(&hash).await?.iter().fold(tx, Tx::delete);
        }
    }
    Ok(tx)
}
