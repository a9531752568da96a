//! SMS by event. The text that an event calls for.
//!
//! The code in it is derived here once more, from the key and the challenge: no event, item or queue ever has it.

use context::Context;
use domain::notifications::sms_message::{SmsMessage, sms_code};
use events::Envelope;
use events::PhoneChallengeRequested;
use events::domain_event::{DomainEvent as _, read};
use gateways::fault::DeliveryFault;
use runtime::{Metric, WorkFault};

/// Every kind of event that a text tells of.
pub(crate) const KINDS: &[&str] = &[PhoneChallengeRequested::KIND];

/// The text that `event` calls for; none if its code would do nothing by the time it would be sent.
pub(crate) async fn write(context: &Context, event: &Envelope) -> Result<Option<SmsMessage>, WorkFault> {
    let told: PhoneChallengeRequested = read(event)?;
    let Some((phone, challenge)) = context.store.phones().with_challenge(told.user, told.challenge).await? else {
        return Ok(None);
    };
    if !phone.honours(&challenge, context.now) {
        return Ok(None);
    }
    let (settings, code) = (&context.settings, challenge.code(context.settings.link_key()?));
    let text =
        sms_code(&challenge.phone, code.digits(), challenge.expires_at, &settings.store_name, &settings.store_url);
    Ok(Some(text))
}

/// Sends `text`. A number that texts cannot reach is somebody's mistake, and not an event that was not acted on.
pub(crate) async fn send(context: &Context, event: &Envelope, text: &SmsMessage) -> Result<(), WorkFault> {
    match context.gateways.sms_sender()?.send(text).await {
        Ok(()) => {
            Metric::TEXTS_SENT.put_whole(1, context.now);
            tracing::info!(event.id = %event.id, event.kind = event.kind, "the text about {} was sent", event.id);
            Ok(())
        }
        Err(fault @ DeliveryFault::Invalid { .. }) => {
            Metric::TEXTS_NOT_TAKEN.put_whole(1, context.now);
            tracing::warn!(event.id = %event.id, error = %fault, "the text about {} goes to a number that takes none", event.id);
            Ok(())
        }
        Err(fault) => Err(fault.into()),
    }
}
