//! The mail that an event calls for.
//!
//! Events carry no personal data: whom to write to, and what, is read from the table when the mail is written.

use domain::identity::email_change::EmailChange;
use domain::identity::user::User;
use domain::notifications::message::{self, Mail};
use domain::orders::order::{Order, OrderStatus};
use events::cause::{Happening as _, read};
use events::{
    Envelope, OrderCancelled, OrderExpired, OrderPlaced, PaymentFailed, RefundSucceeded, UserEmailChangeAnnounced,
    UserEmailChangeRequested, UserEmailChanged, UserPasswordChanged, UserPasswordForgotten, UserRegistered,
    UserRegistrationRepeated, UserSecondFactorChanged,
};
use kernel::id::{OrderId, TokenId, UserId};
use runtime::WorkFault;
use store::orders::order::WholeOrder;
use workflows::Context;

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

/// The mail that `event` calls for; none if it is no longer true by the time it would be sent.
pub(crate) async fn write(context: &Context, event: &Envelope) -> Result<Option<Mail>, WorkFault> {
    let shop = &context.settings.store_name;
    let links = Links::of(&context.settings)?;
    match event.kind.as_str() {
        UserRegistered::KIND => {
            let told: UserRegistered = read(event)?;
            let user = user(context, told.user).await?;
            let link = links.verify_email(told.token);
            Ok((!user.email_verified).then(|| message::verify_email(&user.email, shop, &link)))
        }
        UserRegistrationRepeated::KIND => {
            let told: UserRegistrationRepeated = read(event)?;
            let user = user(context, told.user).await?;
            Ok(Some(match told.token {
                Some(token) if !user.email_verified => {
                    message::verify_email(&user.email, shop, &links.verify_email(token))
                }
                _ => message::already_registered(&user.email, shop, &links.entrance()),
            }))
        }
        UserPasswordForgotten::KIND => {
            let told: UserPasswordForgotten = read(event)?;
            let user = user(context, told.user).await?;
            Ok(Some(message::reset_password(&user.email, shop, &links.reset_password(told.token))))
        }
        UserPasswordChanged::KIND => {
            let told: UserPasswordChanged = read(event)?;
            let user = user(context, told.user).await?;
            Ok(Some(message::password_changed(&user.email, shop, &links.forgotten_password())))
        }
        UserEmailChangeRequested::KIND => {
            let told: UserEmailChangeRequested = read(event)?;
            to_new_address(context, &links, told.user, told.token).await
        }
        UserEmailChangeAnnounced::KIND => {
            let told: UserEmailChangeAnnounced = read(event)?;
            let change = email_change(context, told.user, told.token).await?;
            Ok(Some(message::email_change_requested(&change.before, shop, &links.forgotten_password())))
        }
        UserEmailChanged::KIND => {
            let told: UserEmailChanged = read(event)?;
            let change = email_change(context, told.user, told.token).await?;
            Ok(Some(message::email_changed(&change.before, shop, &links.entrance())))
        }
        UserSecondFactorChanged::KIND => {
            let told: UserSecondFactorChanged = read(event)?;
            let user = user(context, told.user).await?;
            Ok(Some(message::second_factor_changed(&user.email, told.change, shop, &links.forgotten_password())))
        }
        OrderPlaced::KIND => {
            let told: OrderPlaced = read(event)?;
            let WholeOrder { head, lines } = order(context, told.order).await?;
            Ok(Some(message::order_confirmation(&head, &lines, &links.order(told.order), shop)))
        }
        OrderCancelled::KIND => {
            let told: OrderCancelled = read(event)?;
            about(context, told.order, |order, link| Some(message::order_cancelled(order, link, shop))).await
        }
        OrderExpired::KIND => {
            let told: OrderExpired = read(event)?;
            about(context, told.order, |order, link| Some(message::order_expired(order, link, shop))).await
        }
        PaymentFailed::KIND => {
            let told: PaymentFailed = read(event)?;
            about(context, told.order, |order, link| declined(order, link, shop)).await
        }
        RefundSucceeded::KIND => {
            let told: RefundSucceeded = read(event)?;
            let amount = told.amount;
            about(context, told.order, |order, link| Some(message::refund_completed(order, amount, link, shop))).await
        }
        kind => Err(Untold::NoTemplate(kind.to_owned()).into()),
    }
}

/// Asks the new address, unless it was that of another account: that one's holder is told so, and nobody else.
async fn to_new_address(
    context: &Context,
    links: &Links<'_>,
    user: UserId,
    token: TokenId,
) -> Result<Option<Mail>, WorkFault> {
    let shop = &context.settings.store_name;
    let change = email_change(context, user, token).await?;
    Ok(Some(if change.taken {
        message::already_registered(&change.after, shop, &links.entrance())
    } else {
        message::confirm_email(&change.after, shop, &links.confirm_email(token))
    }))
}

async fn email_change(context: &Context, user: UserId, token: TokenId) -> Result<EmailChange, WorkFault> {
    let found = context.store.users().email_change(user, token).await?;
    found.map(table::Stored::into_value).ok_or_else(|| Untold::Missing(token.to_string()).into())
}

/// Asks to try again, unless another attempt has gone through meanwhile or the time to pay is over.
fn declined(order: &Order, link: &str, shop: &str) -> Option<Mail> {
    (order.status == OrderStatus::PendingPayment).then(|| message::payment_failed(order, link, shop))
}

/// A mail about an order and its page.
async fn about(
    context: &Context,
    order_id: OrderId,
    write: impl FnOnce(&Order, &str) -> Option<Mail>,
) -> Result<Option<Mail>, WorkFault> {
    let order = order(context, order_id).await?;
    Ok(write(&order.head, &Links::of(&context.settings)?.order(order_id)))
}

async fn order(context: &Context, order: OrderId) -> Result<WholeOrder, WorkFault> {
    let found = context.store.orders().by_id(order).await?;
    found.ok_or_else(|| Untold::Missing(order.to_string()).into())
}

async fn user(context: &Context, user: UserId) -> Result<User, WorkFault> {
    let found = context.store.users().by_id(user).await?;
    found.map(table::Stored::into_value).ok_or_else(|| Untold::Missing(user.to_string()).into())
}
