//! Erasure of personal data (GDPR Art. 17). What is known about somebody who deleted their account is erased.
//!
//! Every step finds what the steps before left, so the whole may stop anywhere and be begun again, by the same message or
//! by two at once. What stays: the pseudonym, the sums of orders with the lines and the tax region, payments and refunds,
//! events and the audit, which all name ids alone.

use std::convert::Infallible;

use context::settings::MissingSetting;
use context::{Committed as _, Context};
use domain::audit::action::AuditAction;
use domain::identity::one_time_token::{token_hash, token_text};
use domain::identity::user::{AccountDeletion, User};
use domain::shopping::cart::CartOwner;
use domain::shopping::wishlist::wishlist_token;
use events::{OrderPseudonymized, UserErased, envelope};
use gateways::fault::DeliveryFault;
use kernel::id::{OrderId, TokenId, UserId};
use store::audit::record::AuditEntryRecord;
use store::identity::user::UserRecord;
use table::{Stored, TableFault, Tx, TxFault};

use crate::identity::account::verify_email::next_event;
use crate::reviews::review::delete::delete_reviews_of;

/// Why somebody is not erased yet; it is tried again.
#[derive(Debug, thiserror::Error)]
pub enum EraseFault {
    /// An order was placed in the moment of the deletion, and is not finished.
    #[error("order {0} is not finished, so its buyer cannot be taken out of it yet")]
    OrderOpen(OrderId),
    /// The table failed.
    #[error(transparent)]
    Table(#[from] TableFault),
    /// An archive could not be deleted.
    #[error(transparent)]
    Store(#[from] DeliveryFault),
    /// The function lacks a setting.
    #[error(transparent)]
    Setting(#[from] MissingSetting),
}

impl From<TxFault<Infallible>> for EraseFault {
    fn from(fault: TxFault<Infallible>) -> Self {
        match fault {
            TxFault::Table(fault) => Self::Table(fault),
            TxFault::Stale | TxFault::Duplicate => Self::Table(TableFault::Contended),
            TxFault::Refused(never) => match never {},
        }
    }
}

/// Erases what is known about `user`, whose account was deleted.
pub async fn erase_personal_data(cx: &Context, user: UserId) -> Result<(), EraseFault> {
    let Some(head) = cx.store.users().even_deleted(user).await? else { return Ok(()) };
    let Some(deletion) = head.deletion else {
        tracing::error!(user.id = %user, "{user} is told to be deleted and is not");
        return Ok(());
    };
    if deletion.erased_at.is_some() {
        tracing::info!(user.id = %user, "{user} was erased before");
        return Ok(());
    }
    erase_tokens(cx, user).await?;
    let archives = erase_archives(cx, user).await?;
    erase_links(cx, user).await?;
    // Found by what is erased next: the products that they reviewed.
    let reviews = delete_reviews_of(cx, user).await?;
    let items = cx.store.personal_data().erase(user).await?;
    // One may have been stored in between; whoever stores one from now on finds no request, and deletes it themself.
    delete_all(cx, &archives).await?;
    pseudonymize_orders(cx, user).await?;
    finish(cx, &head, deletion).await?;
    tracing::info!(user.id = %user, "{user} is erased; {items} items and {reviews} reviews were left");
    Ok(())
}

/// Tokens that were mailed and not used.
async fn erase_tokens(cx: &Context, user: UserId) -> Result<(), EraseFault> {
    for pending in cx.store.users().all_pending(user).await? {
        erase_token(cx, pending.token).await?;
    }
    for change in cx.store.users().email_changes(user).await? {
        erase_token(cx, change.token).await?;
    }
    Ok(())
}

async fn erase_token(cx: &Context, token: TokenId) -> Result<(), EraseFault> {
    let hash = token_hash(&token_text(cx.settings.link_key()?, token));
    Ok(cx.store.tokens().erase(&hash).await?)
}

/// Links to their wishlists; the lists go with everything else.
async fn erase_links(cx: &Context, user: UserId) -> Result<(), EraseFault> {
    let lists = cx.store.wishlists().of(CartOwner::User(user)).await?;
    for list in lists.iter().flat_map(|lists| &lists.lists).filter(|list| list.is_shared) {
        let token = wishlist_token(cx.settings.link_key()?, list.id, list.links);
        cx.store.wishlists().erase_link(&token).await?;
    }
    Ok(())
}

/// Archives of their data, ready or about to be, by their keys; the requests go with everything else.
async fn erase_archives(cx: &Context, user: UserId) -> Result<Vec<String>, EraseFault> {
    let exports = cx.store.exports().of_user(user).await?;
    for archive in exports.iter().filter_map(|export| export.archive.as_ref()) {
        erase_token(cx, archive.token).await?;
    }
    let keys: Vec<String> = exports.iter().map(|export| export.object_key()).collect();
    delete_all(cx, &keys).await?;
    Ok(keys)
}

async fn delete_all(cx: &Context, keys: &[String]) -> Result<(), EraseFault> {
    for key in keys {
        cx.gateways.objects()?.delete(key).await?;
    }
    Ok(())
}

/// Takes the buyer out of every order that is finished; one that is not is told of when the others are done.
async fn pseudonymize_orders(cx: &Context, user: UserId) -> Result<(), EraseFault> {
    let mut open = None;
    for order in cx.store.orders().all_of_customer(user).await? {
        match pseudonymize(cx, order.id).await {
            Err(EraseFault::OrderOpen(order)) => open = Some(order),
            outcome => outcome?,
        }
    }
    open.map_or(Ok(()), |order| Err(EraseFault::OrderOpen(order)))
}

async fn pseudonymize(cx: &Context, id: OrderId) -> Result<(), EraseFault> {
    cx.again(|| async {
        let Some(found) = cx.store.orders().by_id(id).await? else { return Ok(Some(())) };
        if found.head.is_pseudonymous() {
            return Ok(Some(()));
        }
        if found.head.is_open() {
            return Err(EraseFault::OrderOpen(id));
        }
        let mut order = (*found.head).clone();
        order.pseudonymize();
        let event = envelope(&OrderPseudonymized { order: id }, id, order.next_event(), cx.event_context());
        Tx::<Infallible>::new().replace(&found.head, &order).emit(&event).commit(cx.store.table()).await.or_again(())
    })
    .await
}

/// Notes that nothing is left.
async fn finish(cx: &Context, head: &Stored<UserRecord>, deletion: AccountDeletion) -> Result<(), EraseFault> {
    let erased = User { deletion: Some(AccountDeletion { erased_at: Some(cx.now), ..deletion }), ..(**head).clone() };
    let event = envelope(&UserErased { user: head.id }, head.id, next_event(head.version()), cx.event_context());
    let tx = Tx::<Infallible>::new()
        .replace(head, &erased)
        .create::<AuditEntryRecord>(&cx.audited(AuditAction::ACCOUNT_ERASED, head.id))
        .emit(&event);
    match tx.commit(cx.store.table()).await {
        // Another delivery of the message was faster.
        Err(TxFault::Stale) => Ok(()),
        outcome => Ok(outcome?),
    }
}
