//! Deleting the verified phone number. Somebody takes the verified number from their account.

use std::convert::Infallible;

use context::{Committed as _, Context};
use domain::audit::action::AuditAction;
use domain::profiles::profile::Profile;
use events::{PhoneRemoved, envelope};
use kernel::id::UserId;
use store::audit::record::AuditEntryRecord;
use table::{TableFault, Tx};

use crate::identity::account::verify_email::next_event;

/// Removes the verified number of `user`, from the profile too; whether there was one.
///
/// It needs no proof of the number, which may be lost; instead a mail tells of it, and no other number is verified for a day.
pub async fn delete_phone(cx: &Context, user: UserId) -> Result<bool, TableFault> {
    cx.again(|| async {
        let Some(head) = cx.store.phones().by_user(user).await? else { return Ok(Some(false)) };
        let Some(next) = head.removed(cx.now) else { return Ok(Some(false)) };
        let event = envelope(&PhoneRemoved { user }, user, next_event(head.version()), cx.event_context());
        let tx = Tx::<Infallible>::new()
            .replace(&head, &next)
            .emit(&event)
            .create::<AuditEntryRecord>(&cx.audited(AuditAction::PHONE_REMOVED, user));
        let profile = cx.store.profiles().by_user(user).await?;
        let tx = match profile.filter(|profile| profile.phone.as_ref() == head.number()) {
            Some(profile) => {
                let without = Profile { phone: None, updated_at: cx.now, ..(*profile).clone() };
                tx.replace(&profile, &without)
            }
            None => tx,
        };
        tx.commit(cx.store.table()).await.or_again(true)
    })
    .await
}
