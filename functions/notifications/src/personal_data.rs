//! The mails about somebody's data: that it can be fetched, and that it is gone.

use domain::notifications::message::{self, Mail};
use events::cause::read;
use events::{Envelope, UserDeleted, UserExportReady};
use runtime::WorkFault;
use workflows::Context;

use crate::letter;
use crate::link::Links;

/// Tells that an archive can be fetched, and where.
pub(crate) async fn export_ready(context: &Context, event: &Envelope) -> Result<Option<Mail>, WorkFault> {
    let told: UserExportReady = read(event)?;
    let Some(user) = letter::user(context, told.user).await? else { return Ok(None) };
    let link = Links::of(&context.settings)?.data_export(told.token);
    Ok(Some(message::data_export_ready(&user.email, &context.settings.store_name, &link)))
}

/// Confirms that an account was deleted; the address is kept for this one mail.
pub(crate) async fn deleted(context: &Context, event: &Envelope) -> Result<Option<Mail>, WorkFault> {
    let told: UserDeleted = read(event)?;
    let farewell = context.store.farewells().of(told.user).await?;
    let farewell = farewell.filter(|farewell| context.now < farewell.expires_at);
    let entrance = Links::of(&context.settings)?.entrance();
    Ok(farewell.map(|farewell| message::account_deleted(&farewell.email, &context.settings.store_name, &entrance)))
}

/// Forgets the address once the mail is sent; where that fails, it expires.
pub(crate) async fn forget(context: &Context, event: &Envelope) {
    let forgotten = match read::<UserDeleted>(event) {
        Ok(told) => context.store.farewells().forget(told.user).await.map_err(|fault| fault.to_string()),
        // Every other mail goes to an address that stays.
        Err(_) => Ok(()),
    };
    if let Err(error) = forgotten {
        tracing::warn!(event.id = %event.id, error, "the address of a deleted account is kept until it expires");
    }
}
