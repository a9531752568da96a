//! The mail that an event calls for.
//!
//! Events carry no personal data: whom to write to, and what, is read from the table when the mail is written.

use domain::identity::user::User;
use domain::notifications::message::{self, Mail};
use domain::orders::order::{Order, OrderStatus};
use events::cause::{Happening as _, read};
use events::{
    Envelope, InvitationSent, OrderCancelled, OrderExpired, OrderPlaced, PaymentFailed, RefundSucceeded,
    UserPasswordChanged, UserPasswordForgotten, UserRegistered, UserRegistrationRepeated, UserRoleChanged,
};
use kernel::id::{OrderId, UserId};
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
        UserRoleChanged::KIND => {
            let told: UserRoleChanged = read(event)?;
            let user = user(context, told.user).await?;
            Ok(Some(message::role_changed(&user, shop, &links.entrance())))
        }
        InvitationSent::KIND => {
            let told: InvitationSent = read(event)?;
            let found = context.store.invitations().by_id(told.invitation).await?;
            let invitation = found.ok_or_else(|| Untold::Missing(told.invitation.to_string()))?;
            let link = links.accept_invitation(told.invitation);
            Ok(invitation.is_open(context.now).then(|| message::invitation(&invitation, shop, &link)))
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
