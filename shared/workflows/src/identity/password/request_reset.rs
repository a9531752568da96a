//! Password reset, requested. Somebody does not know their password any more.

use context::Context;
use context::too_often::TooOften;
use context::use_case_fault::UseCaseFault;
use domain::identity::one_time_token::{OneTimeToken, TokenPurpose};
use domain::identity::user::Credential;
use events::{UserPasswordForgotten, envelope};
use kernel::email::Email;
use kernel::id::{RegistrationId, TokenId, Ulid, UserId};
use kernel::key::Part;
use store::identity::one_time_token::OneTimeTokenRecord;
use table::Tx;
use table::rate_limit::{Counted, RateLimit};

/// How often anybody may ask for such a mail to one address.
const REQUESTS: RateLimit = RateLimit { bucket: "FORGOT", most: 5, seconds: 3600 };
/// What is written where no token is: nothing that counts, at the cost of something that does.
const NOTHING: RateLimit = RateLimit { bucket: "FORGOT_NOTHING", most: u32::MAX, seconds: 3600 };

/// Mails a token that resets the password to whoever has the address; an unknown one gets nothing, and the same answer.
///
/// A newer token makes those before it worthless. Whether there is an account or not, the same is read and something is
/// written, so neither the answer nor its time tells.
pub async fn request_password_reset(cx: &Context, email: &Email) -> Result<(), UseCaseFault<TooOften>> {
    let (table, users, address) = (cx.store.table(), cx.store.users(), Part::sha(email.canonical()));
    if let Counted::Over { retry_after } = table.count(&REQUESTS, &address, cx.now).await? {
        return Err(UseCaseFault::Refused(TooOften { said: "enough mails were sent to this address", retry_after }));
    }
    let owner = users.id_by_email(email).await?.unwrap_or(UserId::from_ulid(Ulid::nil()));
    let found = users.with_credential(owner).await?;
    // An address that was never confirmed is somebody's word only: its holder registers once more.
    let Some((user, credential)) = found.filter(|(user, _)| user.email_verified) else {
        table.count(&NOTHING, &address, cx.now).await?;
        return Ok(());
    };
    let id = TokenId::mint(&*cx.ids, cx.now);
    let token = OneTimeToken::issue(cx.settings.link_key()?, id, user.id, TokenPurpose::ResetPassword, cx.now);
    let request = RegistrationId::mint(&*cx.ids, cx.now);
    let event = envelope(&UserPasswordForgotten { request, user: user.id, token: id }, request, 1, cx.event_context());
    let awaiting = Credential { reset: Some(id), ..(*credential).clone() };
    let tx = Tx::new().replace(&credential, &awaiting).create::<OneTimeTokenRecord>(&token).emit(&event);
    Ok(tx.commit(table).await?)
}
