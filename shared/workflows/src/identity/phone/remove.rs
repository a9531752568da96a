//! Somebody takes the verified number from their account.

use context::Context;
use domain::audit::action::AuditAction;
use domain::profiles::profile::Profile;
use events::{PhoneRemoved, keep};
use kernel::id::UserId;
use store::audit::record::AuditItem;
use table::{TableFault, Tx, TxFault};

use crate::identity::account::verify_email::next_event;

/// How often a removal is tried again when others change the same account.
const TRIES: u32 = 8;

/// Removes the verified number of `user`, from the profile too; whether there was one.
///
/// It needs no proof of the number, which may be lost; instead a mail tells of it, and no other number is verified for a day.
pub async fn remove_phone(cx: &Context, user: UserId) -> Result<bool, TableFault> {
    for _ in 0..TRIES {
        let Some(head) = cx.store.phones().by_user(user).await? else { return Ok(false) };
        let Some(next) = head.removed(cx.now) else { return Ok(false) };
        let event = keep(&PhoneRemoved { user }, user, next_event(head.version()), cx.cause());
        let tx = Tx::<TableFault>::new()
            .replace(&head, &next)
            .emit(&event)
            .create::<AuditItem>(&cx.audited(AuditAction::PHONE_REMOVED, user));
        let profile = cx.store.profiles().by_user(user).await?;
        let tx = match profile.filter(|profile| profile.phone.as_ref() == head.number()) {
            Some(profile) => {
                let without = Profile { phone: None, updated_at: cx.now, ..(*profile).clone() };
                tx.replace(&profile, &without)
            }
            None => tx,
        };
        match tx.commit(cx.store.table()).await {
            Ok(()) => return Ok(true),
            Err(TxFault::Refused(fault) | TxFault::Table(fault)) => return Err(fault),
            Err(TxFault::Stale | TxFault::Twin) => {}
        }
    }
    Err(TableFault::Contended)
}
