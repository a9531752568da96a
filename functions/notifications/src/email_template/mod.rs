//! Email templates by event. The mail that an event calls for.
//!
//! Events carry no personal data: whom to write to, and what, is read from the table when the mail is written.

use std::pin::Pin;

use context::Context;
use domain::notifications::message::EmailMessage;
use events::Envelope;
use runtime::WorkFault;

use crate::link::Links;

/// Declares the mails of an area: the event that calls for each, and what writes it.
macro_rules! mails {
    ($($event:ident => $write:ident,)*) => {
        /// The mails of this area, by the kind of event that calls for each.
        pub(super) const MAILS: &[(&str, super::Write)] =
            &[$((<events::$event as events::domain_event::DomainEvent>::KIND, |template| Box::pin($write(template)))),*];
    };
}

mod identity;
mod orders;
mod payments;
mod reviews;

/// The mails of every area.
const AREAS: &[&[(&str, Write)]] = &[identity::MAILS, orders::MAILS, payments::MAILS, reviews::MAILS];

/// Writes one mail; none if it is no longer true.
type Write = for<'a> fn(
    TemplateContext<'a>,
) -> Pin<Box<dyn Future<Output = Result<Option<EmailMessage>, WorkFault>> + Send + 'a>>;

/// An event that cannot be told about.
#[derive(Debug, thiserror::Error)]
enum EmailFault {
    /// The subscriptions ask for a kind that has no template.
    #[error("there is no mail for {0}")]
    NoTemplate(String),
    /// What the event is about is not in the table.
    #[error("{0} does not exist")]
    Missing(String),
}

/// What a mail is written from.
#[derive(Clone, Copy)]
struct TemplateContext<'a> {
    context: &'a Context,
    event: &'a Envelope,
    links: &'a Links<'a>,
    /// The shop's name.
    shop: &'a str,
}

/// The mail that `event` calls for; none if it is no longer true by the time it would be sent.
pub(crate) async fn write(context: &Context, event: &Envelope) -> Result<Option<EmailMessage>, WorkFault> {
    let links = Links::of(&context.settings)?;
    let template = TemplateContext { context, event, links: &links, shop: &context.settings.store_name };
    match writer(&event.kind) {
        Some(write) => write(template).await,
        None => Err(EmailFault::NoTemplate(event.kind.clone()).into()),
    }
}

/// What writes the mail about events of this kind.
fn writer(kind: &str) -> Option<Write> {
    AREAS.iter().copied().flatten().find(|(told, _)| *told == kind).map(|(_, write)| *write)
}

/// Every kind of event that a mail tells of.
pub(crate) fn kinds() -> impl Iterator<Item = &'static str> {
    AREAS.iter().copied().flatten().map(|(kind, _)| *kind)
}
