//! One mail or text for one event, though the event may arrive often.

use std::convert::Infallible;

use context::Context;
use events::Envelope;
use runtime::{Metric, WorkFault};
use table::idempotency::{Answer, Claim, Command};
use table::key::Part;
use table::{Tx, TxFault};

use crate::{deletion_notice, email_template, sms};

/// How long it is remembered that a mail was sent, in seconds: as long as a dead-letter queue keeps messages.
const RETENTION: i64 = 14 * 24 * 3600;

/// The same event is being told about elsewhere, or was until a moment ago.
#[derive(Debug, thiserror::Error)]
#[error("the mail about {event} is being sent by another delivery of it")]
struct BeingSent {
    event: String,
}

/// What became of the attempt to be the one who sends.
#[derive(Debug, PartialEq, Eq)]
enum Turn {
    /// Ours.
    Ours,
    /// The mail was sent before.
    Over,
}

/// What became of a mail or a text; kept with the record that it was dealt with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// It was handed over.
    Sent,
    /// It was kept back, for mails to its address come back for good, or are called spam.
    Suppressed,
    /// It was no longer true.
    NoNews,
}

impl Outcome {
    fn as_str(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Suppressed => "suppressed",
            Self::NoNews => "no_news",
        }
    }
}

/// Sends the mail or the text that `event` calls for, once for each event and template; a kind of event has one template.
///
/// The order is claim, send, record:
///
/// * The claim is a conditional write, so of several deliveries at a time one sends; the others fail and come again
///   later, when they find the record.
/// * A failed attempt gives its claim back. One that crashed loses it after [`table::idempotency::LEASE`] seconds, which
///   is longer than this function may run and shorter than the queue hides a message.
/// * A crash between sending and recording therefore sends the mail a second time. Recording first would lose it
///   instead, and mail services have no idempotency key; a repeated confirmation is the lesser harm.
/// * A mail that was sent but could not be recorded counts as sent: to fail here would be to ask for the repetition.
pub(crate) async fn deliver(context: &Context, event: &Envelope) -> Result<(), WorkFault> {
    let command = command(event, context);
    let subject = event.id.to_string();
    if take_turn(context, &command, &subject).await? == Turn::Over {
        tracing::info!(event.id = %event.id, event.kind = event.kind, "{} was told before", event.id);
        return Ok(());
    }
    let outcome = match send(context, event).await {
        Ok(outcome) => outcome,
        Err(fault) => {
            give_back(context, &command, &subject).await;
            return Err(fault);
        }
    };
    let done = Answer { status: 200, body: outcome.as_str().to_owned(), location: None };
    let recorded = Tx::<Infallible>::new().finish(&command, &subject, &done).commit(context.store.table()).await;
    if let Err(fault) = recorded {
        tracing::error!(event.id = %event.id, error = %fault, "the mail about {} was sent, but that could not be recorded", event.id);
    }
    deletion_notice::forget(context, event).await;
    Ok(())
}

/// The sending of one event's mail, as something that is to happen once.
fn command(event: &Envelope, context: &Context) -> Command {
    Command {
        scope: Part::sha(format!("notifications\n{}\n{}", event.kind, event.id)),
        fingerprint: event.kind.clone(),
        now: context.now,
        retention: RETENTION,
    }
}

async fn take_turn(context: &Context, command: &Command, subject: &str) -> Result<Turn, WorkFault> {
    let table = context.store.table();
    match Tx::<Infallible>::new().begin(command, subject).commit(table).await {
        Ok(()) => return Ok(Turn::Ours),
        Err(TxFault::Duplicate) => {}
        Err(fault) => return Err(fault.into()),
    }
    let being_sent = || BeingSent { event: subject.to_owned() };
    match table.claim(command).await? {
        Claim::Finished(_) => Ok(Turn::Over),
        Claim::Abandoned(record) => match Tx::<Infallible>::new().take_over(command, &record).commit(table).await {
            Ok(()) => Ok(Turn::Ours),
            Err(TxFault::Stale) => Err(being_sent().into()),
            Err(fault) => Err(fault.into()),
        },
        Claim::New | Claim::Running | Claim::Reused => Err(being_sent().into()),
    }
}

async fn send(context: &Context, event: &Envelope) -> Result<Outcome, WorkFault> {
    let no_news = || {
        tracing::info!(event.id = %event.id, event.kind = event.kind, "{} is no longer news", event.id);
        Ok(Outcome::NoNews)
    };
    if sms::KINDS.contains(&event.kind.as_str()) {
        let Some(message) = sms::write(context, event).await? else { return no_news() };
        return sms::send(context, event, &message).await.map(|()| Outcome::Sent);
    }
    let Some(mail) = email_template::write(context, event).await? else { return no_news() };
    let known = context.store.suppressed_addresses().of(&mail.to).await?;
    if let Some(address) = known.filter(|address| address.is_in_force()) {
        Metric::MAILS_SUPPRESSED.put_whole(1, context.now);
        let feedback = address.reason.as_str();
        tracing::warn!(event.id = %event.id, event.kind = event.kind, mail.feedback = feedback, "the mail about {} is suppressed", event.id);
        return Ok(Outcome::Suppressed);
    }
    context.gateways.mailer()?.send(&mail, &event.id.to_string()).await?;
    tracing::info!(event.id = %event.id, event.kind = event.kind, "the mail about {} was sent", event.id);
    Ok(Outcome::Sent)
}

/// Lets the next delivery try at once; if that cannot be written, the lease ends by itself.
async fn give_back(context: &Context, command: &Command, subject: &str) {
    let given = Tx::<Infallible>::new().release_claim(command, subject).commit(context.store.table()).await;
    if let Err(fault) = given {
        tracing::warn!(event.id = subject, error = %fault, "the claim on the mail about {subject} ends with its lease");
    }
}
