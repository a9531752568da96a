//! The mail that an event calls for.
//!
//! Events carry no personal data: whom to write to, and what, is read from the table when the mail is written.

mod account;
mod order;

use context::Context;
use domain::notifications::message::Mail;
use events::cause::Happening as _;
use events::{
    Envelope, InvitationSent, OrderCancelled, OrderExpired, OrderPlaced, PaymentFailed, PhoneRemoved, PhoneVerified,
    RefundSucceeded, UserDeleted, UserEmailChangeAnnounced, UserEmailChangeRequested, UserEmailChanged,
    UserExportReady, UserPasswordChanged, UserPasswordForgotten, UserRegistered, UserRegistrationRepeated,
    UserRoleChanged, UserSecondFactorChanged,
};
use runtime::WorkFault;

use crate::link::Links;

/// An event that cannot be told about.
#[derive(Debug, thiserror::Error)]
enum Untold {
    /// The subscriptions ask for a kind that has no template.
    #[error("there is no mail for {0}")]
    NoTemplate(String),
    /// What the event is about is not in the table.
    #[error("{0} does not exist")]
    Missing(String),
}

/// What a mail is written from.
#[derive(Clone, Copy)]
struct Desk<'a> {
    context: &'a Context,
    event: &'a Envelope,
    links: &'a Links<'a>,
    /// The shop's name.
    shop: &'a str,
}

/// The mail that `event` calls for; none if it is no longer true by the time it would be sent.
pub(crate) async fn write(context: &Context, event: &Envelope) -> Result<Option<Mail>, WorkFault> {
    let links = Links::of(&context.settings)?;
    let desk = Desk { context, event, links: &links, shop: &context.settings.store_name };
    match event.kind.as_str() {
        UserRegistered::KIND => account::registered(desk).await,
        UserRegistrationRepeated::KIND => account::registration_repeated(desk).await,
        UserPasswordForgotten::KIND => account::password_forgotten(desk).await,
        UserPasswordChanged::KIND => account::password_changed(desk).await,
        UserEmailChangeRequested::KIND => account::email_change_requested(desk).await,
        UserEmailChangeAnnounced::KIND => account::email_change_announced(desk).await,
        UserEmailChanged::KIND => account::email_changed(desk).await,
        UserSecondFactorChanged::KIND => account::second_factor_changed(desk).await,
        UserRoleChanged::KIND => account::role_changed(desk).await,
        InvitationSent::KIND => account::invited(desk).await,
        PhoneVerified::KIND => account::phone_verified(desk).await,
        PhoneRemoved::KIND => account::phone_removed(desk).await,
        UserExportReady::KIND => account::export_ready(desk).await,
        UserDeleted::KIND => account::deleted(desk).await,
        OrderPlaced::KIND => order::placed(desk).await,
        OrderCancelled::KIND => order::cancelled(desk).await,
        OrderExpired::KIND => order::expired(desk).await,
        PaymentFailed::KIND => order::declined(desk).await,
        RefundSucceeded::KIND => order::refunded(desk).await,
        kind => Err(Untold::NoTemplate(kind.to_owned()).into()),
    }
}
