//! Verification mail, resent. Somebody asks for the confirmation mail once more.

use context::Context;
use context::too_often::TooOften;
use context::use_case_fault::UseCaseFault;
use events::{UserRegistrationRepeated, envelope};
use kernel::email::Email;
use kernel::id::{RegistrationId, Ulid, UserId};
use kernel::key::Part;
use store::identity::one_time_token::OneTimeTokenRecord;
use store::identity::user::PendingCredentialRecord;
use table::Tx;
use table::idempotency::{Answer, Command};
use table::rate_limit::{Counted, RateLimit};

use crate::identity::account::register::{pending, token_for};

/// How often anybody may ask for a mail to one address.
const RESENDS: RateLimit = RateLimit { bucket: "RESEND", most: 5, seconds: 3600 };
/// What is written where no token is: nothing that counts, at the cost of something that does.
const NOTHING: RateLimit = RateLimit { bucket: "RESEND_NOTHING", most: u32::MAX, seconds: 3600 };

/// Sends a fresh token to an address that waits to be confirmed; every other address gets nothing, and the same answer.
///
/// Earlier tokens stay good: they went to the same mailbox. Whatever the address, the same is read and something is written,
/// so neither the answer nor its time tells.
pub async fn resend_verification(
    cx: &Context,
    email: &Email,
    command: Option<&Command>,
    answer: &Answer,
) -> Result<(), UseCaseFault<TooOften>> {
    let (table, users, address) = (cx.store.table(), cx.store.users(), Part::sha(email.canonical()));
    // Counted for unknown addresses too, so that the limit tells nobody which is which.
    if let Counted::Over { retry_after } = table.count(&RESENDS, &address, cx.now).await? {
        return Err(UseCaseFault::Refused(TooOften { said: "enough mails were sent to this address", retry_after }));
    }
    let owner = users.id_by_email(email).await?.unwrap_or(UserId::from_ulid(Ulid::nil()));
    let user = users.by_id(owner).await?;
    let latest = users.latest_pending(owner).await?;
    let tx = Tx::new().once(command, answer);
    let tx = match user.filter(|user| !user.email_verified) {
        Some(user) => {
            let (token, registration) = (token_for(cx, user.id)?, RegistrationId::mint(&*cx.ids, cx.now));
            let happening = UserRegistrationRepeated { registration, user: user.id, token: Some(token.id) };
            let tx = tx.create::<OneTimeTokenRecord>(&token).emit(&envelope(
                &happening,
                registration,
                1,
                cx.event_context(),
            ));
            // The mail stands for the latest registration, as the one it replaces did.
            match latest {
                Some(latest) => tx.create::<PendingCredentialRecord>(&pending(&token, &latest.credential.hash)),
                None => tx,
            }
        }
        None if tx.is_empty() => {
            table.count(&NOTHING, &address, cx.now).await?;
            return Ok(());
        }
        None => tx,
    };
    Ok(tx.commit(table).await?)
}
