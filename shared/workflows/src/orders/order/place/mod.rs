//! Check-out: a cart becomes an order that waits for its payment.
//!
//! One transaction freezes the price, holds the stock, notes the order in the cart, creates order and payment, keeps the event
//! and begins the idempotency record. Only then is the provider asked for a payment intent, and a second transaction records
//! its reference together with the answer. A process that dies in between is resumed by the next try of the same command;
//! the provider's key is derived from the order, so it too answers the second try like the first.
//!
//! The cart stays as it is until its order is placed. Checked out again before that, it is the same order, or another in its
//! place, but never a second one.
//!
//! An order that costs nothing asks no provider: its transaction places it, and takes the units for good.
//!
//! The record keeps the answer without its secrets, for weeks: a repetition derives the order's token again, and asks the
//! provider for the client secret.

mod draft;
mod fault;
mod free;
mod open;
mod replay;
mod resume;

use context::Context;
use domain::orders::order::{Order, order_token};
use domain::orders::order_item::OrderItems;
use domain::payments::payment::Payment;
use domain::shopping::cart::{Cart, CartOwner, OpenCheckout};
use events::{OrderCreated, envelope};
use gateways::payment::{GatewayFault, NewIntent, ProviderPayment, Secret};
use kernel::email::Email;
use kernel::fault::{Fault as _, FaultKind};
use kernel::time::Timestamp;
use store::identity::user::UserRecord;
use store::inventory::stock_level::reserve;
use store::orders::order::{OrderItemsRecord, OrderRecord};
use store::payments::payment::{PaymentRecord, reference_claim};
use store::shopping::cart::CartRecord;
use table::idempotency::{Answer, Claim, Command, Idempotency};
use table::unique::Unique;
use table::{Stored, TableFault, Tx, TxFault};
use tokio::sync::Mutex;

pub use self::draft::CheckoutInput;
use self::draft::Draft;
pub use self::fault::CheckoutFault;
use crate::shopping::cart::price::with_facts;

/// A placed order, as its buyer is told of it.
pub struct CheckoutResult {
    /// The order.
    pub order: Order,
    /// Its lines.
    pub lines: OrderItems,
    /// Its payment, unless it costs nothing.
    pub payment: Option<Payment>,
}

/// What the buyer alone is told of an order, and no record keeps.
pub struct Secrets {
    /// What the buyer's browser confirms the payment with.
    pub client_secret: Option<Secret>,
    /// The token that opens the order without an account.
    pub order_token: String,
}

/// How a check-out was answered.
pub struct Checkout {
    /// As the record keeps it.
    pub answer: Answer,
    /// What belongs into the answer beside it, unless it is a refusal.
    pub secrets: Option<Secrets>,
    /// Whether it was answered before.
    pub is_replayed: bool,
}

/// Makes the answer that the record keeps, of an order or of the provider's refusal. It must hold no secret.
pub type Render<'a> = &'a (dyn Fn(Result<&CheckoutResult, CheckoutFault>) -> Answer + Sync);

/// Places the order of `shopper`'s cart, once for `command`; `render` makes the answer that the record keeps.
///
/// Two reads, the order's transaction, the provider's call, one write. Answered before: three reads, the provider's call. A
/// cart with an open order: two reads more, and one write if that order is given up.
pub async fn place_order(
    cx: &Context,
    shopper: CartOwner,
    input: &CheckoutInput,
    command: &Command,
    render: Render<'_>,
) -> Result<Checkout, CheckoutFault> {
    cx.again(|| async {
        match attempt(cx, shopper, input, command, render).await {
            // Record and cart are read together, but not at one instant: a cart that was just bought, or units that were
            // just taken, may be a twin's doing, whose answer this command shares.
            Err(fault) if fault.may_be_a_twins_doing() => match cx.store.table().claim(command).await? {
                Claim::New => Err(fault),
                _ => Ok(None),
            },
            // Nothing, where the cart, the stock or a twin was faster.
            outcome => outcome,
        }
    })
    .await
}

/// One try of a check-out; `None` if something changed under it.
async fn attempt(
    cx: &Context,
    shopper: CartOwner,
    input: &CheckoutInput,
    command: &Command,
    render: Render<'_>,
) -> Result<Option<Checkout>, CheckoutFault> {
    let Found { claim, subject, cart, account } = read(cx, shopper, command).await?;
    match claim {
        Claim::New => {}
        Claim::Finished(answer) => return replay::replay(cx, shopper, subject, answer).await.map(Some),
        Claim::Running => return Err(CheckoutFault::Duplicate),
        Claim::Reused => return Err(CheckoutFault::KeyReused),
        Claim::Abandoned(record) => {
            return resume::resume(cx, command, &record, render).await.map(Some);
        }
    }
    let cart = cart.ok_or(CheckoutFault::CartEmpty)?;
    // The stock is read first: what an open order holds may become its own for good at any moment.
    let priced = with_facts(cx, (*cart).clone(), cart.version()).await?;
    let open = open::open_orders(cx, &cart).await?;
    let draft = match draft::draft(cx, &priced, input, account) {
        // Its own order took the units, and was placed.
        Err(CheckoutFault::Shortage(_)) if !cx.store.table().is_current(&cart).await? => return Ok(None),
        draft => draft?,
    };
    match open.as_slice() {
        [] => {}
        [only] if only.is_what(&draft, cx.now) => return only.take_up(cx, command, render).await,
        given_up => {
            for order in given_up {
                order.give_up(cx).await?;
            }
            // What they held is free only now; and somebody may have paid in the last moment.
            return Ok(None);
        }
    }
    let Some(payment) = draft.payment.clone() else {
        return free::place_free(cx, &cart, draft, command, render).await;
    };
    let Some(created) = create(cx, &cart, draft, payment, command).await? else { return Ok(None) };
    open_payment(cx, created, command, render).await.map(Some)
}

/// What is there before a check-out.
struct Found {
    claim: Claim,
    /// The order that the command's record is about.
    subject: Option<String>,
    cart: Option<Stored<CartRecord>>,
    /// The account's address.
    account: Option<Email>,
}

/// The command's record, the cart, and the account's address: one read.
async fn read(cx: &Context, shopper: CartOwner, command: &Command) -> Result<Found, TableFault> {
    let cart = CartRecord::at(shopper);
    let user = shopper.user().map(UserRecord::at);
    let keys = [Some(command.key()), Some(cart.clone()), user.clone()];
    let keys: Vec<table::Key> = keys.into_iter().flatten().collect();
    let mut items = cx.store.table().batch(&keys).await?;
    let record = items.take::<Idempotency>(&command.key())?;
    let subject = record.as_ref().and_then(|record| record.subject.clone());
    let claim = command.judge(record);
    let account = match user {
        Some(user) => items.take::<UserRecord>(&user)?.map(|user| user.email.clone()),
        None => None,
    };
    Ok(Found { claim, subject, cart: items.take(&cart)?, account })
}

/// An order that exists and whose provider has not been asked yet.
pub(super) struct Created {
    pub(super) order: Order,
    pub(super) lines: OrderItems,
    pub(super) payment: Stored<PaymentRecord>,
}

/// The cart as it is once `order` was made of it.
fn bind(cart: &Cart, order: &Order, now: Timestamp) -> Cart {
    let mut bound = cart.clone();
    bound.check_out(OpenCheckout { order: order.id, reservation: order.reservation, pay_by: order.pay_by }, now);
    bound
}

/// What a refused action of the order's transaction means.
enum Refusal {
    StockChanged,
}

/// Writes the order with everything that belongs to it; `None` if something changed since it was read.
async fn create(
    cx: &Context,
    cart: &Stored<CartRecord>,
    mut draft: Draft,
    payment: Payment,
    command: &Command,
) -> Result<Option<Created>, CheckoutFault> {
    let sequence = draft.order.next_event();
    let order = &draft.order;
    let happened = OrderCreated { order: order.id, payment: Some(payment.id), total: order.totals.total };
    let mut tx = Tx::<Refusal>::new()
        .begin(command, &order.id.to_string())
        .replace(cart, &bind(cart, order, cx.now))
        .create::<OrderRecord>(order)
        .create::<OrderItemsRecord>(&draft.lines)
        .create::<PaymentRecord>(&payment)
        .emit(&envelope(&happened, order.id, sequence, cx.event_context()));
    for (take, policy) in &draft.takes {
        tx = tx.update(reserve(take, order.reservation, order.pay_by, *policy)).or(Refusal::StockChanged);
    }
    match tx.commit(cx.store.table()).await {
        Ok(()) => {
            let payment = Stored::created(payment);
            Ok(Some(Created { order: draft.order, lines: draft.lines, payment }))
        }
        Err(TxFault::Table(fault)) => Err(fault.into()),
        Err(TxFault::Refused(Refusal::StockChanged) | TxFault::Stale | TxFault::Duplicate) => Ok(None),
    }
}

/// Asks the provider for the payment of `created`, and records its reference with the command's answer.
async fn open_payment(
    cx: &Context,
    created: Created,
    command: &Command,
    render: Render<'_>,
) -> Result<Checkout, CheckoutFault> {
    let subject = created.order.id.to_string();
    let opened = match ask_provider(cx, &created.payment).await {
        Ok(opened) => opened,
        Err(fault @ (GatewayFault::Timeout | GatewayFault::Unavailable { .. })) => {
            // What the provider did is not known: the next try of this command asks again with the same key.
            let release = Tx::<CheckoutFault>::new().release_claim(command, &subject).commit(cx.store.table()).await;
            if let Err(TxFault::Table(fault)) = release {
                tracing::warn!(order.id = subject, error = %fault, "the command for {subject} stays locked until its lease ends");
            }
            return Err(fault.into());
        }
        Err(fault) => {
            // What is no fault of ours is said again to whoever repeats the command.
            let refusal = (fault.kind() != FaultKind::Internal).then(|| render(Err(fault.clone().into())));
            crate::orders::order::cancel::close_unpayable(cx, created.order.id, command, refusal.as_ref()).await?;
            return Err(fault.into());
        }
    };
    record(cx, created, &opened, command, render).await
}

pub(crate) async fn ask_provider(cx: &Context, payment: &Payment) -> Result<ProviderPayment, GatewayFault> {
    let gateway = cx.gateways.payment(payment.provider).ok_or(GatewayFault::Unavailable { retry_after: None })?;
    let intent = NewIntent {
        order: payment.order,
        payment: payment.id,
        order_version: payment.order_version.clone(),
        amount: payment.amount,
        idempotency_key: format!("{}:create:1", payment.order),
    };
    gateway.create(intent).await
}

/// Writes the provider's reference and the command's answer, together.
pub(super) async fn record(
    cx: &Context,
    created: Created,
    opened: &ProviderPayment,
    command: &Command,
    render: Render<'_>,
) -> Result<Checkout, CheckoutFault> {
    let subject = created.order.id.to_string();
    let secrets = Secrets {
        order_token: order_token(cx.settings.link_key()?, created.order.id),
        client_secret: opened.client_secret.clone(),
    };
    let read = Mutex::new(created.payment);
    let answer: Result<_, CheckoutFault> = cx
        .again(|| async {
            let mut read = read.lock().await;
            let reference = opened.reference.as_str();
            let known = read.reference.is_some();
            let payment = Payment { reference: Some(reference.to_owned()), updated_at: cx.now, ..(**read).clone() };
            let placed = CheckoutResult {
                order: created.order.clone(),
                lines: created.lines.clone(),
                payment: Some(payment.clone()),
            };
            let answer = render(Ok(&placed));
            let mut tx = Tx::<CheckoutFault>::new().finish(command, &subject, &answer);
            if !known {
                let claim = reference_claim(payment.provider, reference, payment.id);
                tx = tx.replace(&*read, &payment).create::<Unique>(&claim);
            }
            match tx.commit(cx.store.table()).await {
                Ok(()) => Ok(Some(answer)),
                Err(TxFault::Table(fault)) => Err(fault.into()),
                // A webhook was faster and recorded the reference itself.
                Err(_) => {
                    *read = cx.store.payments().by_id(payment.id).await?.ok_or(CheckoutFault::OrderClosed)?;
                    Ok(None)
                }
            }
        })
        .await;
    Ok(Checkout { answer: answer?, secrets: Some(secrets), is_replayed: false })
}
