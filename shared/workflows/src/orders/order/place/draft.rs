//! From a cart to the order it becomes, still on paper.

use context::Context;
use domain::inventory::reservation::PlannedAllocation;
use domain::orders::order::{FulfillmentStatus, Order, OrderPaymentStatus, OrderStatus, StockState, order_number};
use domain::orders::order_item::{OrderItem, OrderItems};
use domain::payments::payment::{Payment, PaymentState, Provider};
use domain::pricing::quote::Quote;
use domain::shopping::cart::Cart;
use kernel::email::Email;
use kernel::id::{OrderId, PaymentId, ReservationId};
use kernel::money::Money;
use kernel::time::after;

use super::CheckoutFault;
use crate::orders::allocation::{allocations, takes};
use crate::shopping::cart::price::{PriceFault, PricedCart};

/// How long after its creation a payment is first asked about, in seconds.
const FIRST_CHECK: i64 = 5 * 60;

/// An order with everything that its transaction writes.
pub(super) struct Draft {
    pub(super) order: Order,
    pub(super) lines: OrderItems,
    pub(super) payment: Payment,
    pub(super) takes: Vec<(PlannedAllocation, domain::catalog::variant::InventoryPolicy)>,
}

/// What the buyer says beside the cart.
#[derive(Clone, Debug)]
pub struct CheckoutInput {
    /// Where the confirmation goes; a customer's own address if not said.
    pub email: Option<Email>,
    /// Who takes the money.
    pub provider: Provider,
    /// What the buyer agreed to pay, if they say so.
    pub expected_total: Option<Money>,
}

/// The order that `priced` becomes, or what is missing, has changed or is sold out.
pub(super) fn draft(
    cx: &Context,
    priced: &PricedCart,
    input: &CheckoutInput,
    account: Option<Email>,
) -> Result<Draft, CheckoutFault> {
    let cart = &priced.cart;
    if cart.is_empty() {
        return Err(CheckoutFault::CartEmpty);
    }
    let email = input.email.clone().or(account).ok_or(CheckoutFault::EmailRequired)?;
    let shipping_address = cart.shipping_address.clone().ok_or(CheckoutFault::ShippingAddressRequired)?;
    cart.shipping_method.ok_or(CheckoutFault::ShippingMethodRequired)?;
    let shipping_method = priced.shipping().ok_or(CheckoutFault::ShippingMethodUnavailable)?;
    let quote = priced.quote()?;
    agreed(cart, &quote, input)?;
    let id = OrderId::mint(&*cx.ids, cx.now);
    let (lines, takes) = lines(cx, priced, &quote, id)?;
    let payment = PaymentId::mint(&*cx.ids, cx.now);
    let order = Order {
        id,
        number: order_number(id),
        customer: cart.shopper.user(),
        cart: Some(cart.shopper),
        email,
        status: OrderStatus::PendingPayment,
        on_hold: false,
        payment_status: OrderPaymentStatus::Pending,
        fulfillment_status: FulfillmentStatus::Unfulfilled,
        payment,
        provider: input.provider,
        reservation: ReservationId::mint(&*cx.ids, cx.now),
        quote_version: quote.fingerprint(),
        totals: quote.totals,
        line_count: u32::try_from(lines.lines.len()).unwrap_or(u32::MAX),
        unit_count: lines.unit_count(),
        shipping_address,
        shipping_method,
        pay_by: after(cx.now, cx.settings.reservation_seconds),
        created_at: cx.now,
        placed_at: None,
        cancelled_at: None,
        expired_at: None,
        completed_at: None,
        cancel_reason: None,
        stock: StockState::Held,
        events: 0,
    };
    let payment = payment_of(cx, &order);
    Ok(Draft { order, lines, payment, takes })
}

/// The payment that an order waits for.
fn payment_of(cx: &Context, order: &Order) -> Payment {
    Payment {
        id: order.payment,
        order: order.id,
        provider: order.provider,
        reference: None,
        amount: order.totals.total,
        authorized: 0,
        captured: 0,
        refund_reserved: 0,
        refunded: 0,
        state: PaymentState::Created,
        order_version: order.quote_version.clone(),
        last_error: None,
        attempts: 0,
        check_at: Some(after(cx.now, FIRST_CHECK)),
        created_at: cx.now,
        updated_at: cx.now,
        events: 0,
    }
}

/// The buyer pays what was last quoted, and what they say they expect.
fn agreed(cart: &Cart, quote: &Quote, input: &CheckoutInput) -> Result<(), CheckoutFault> {
    if quote.totals.total.minor() <= 0 {
        return Err(CheckoutFault::NotPayable(quote.totals.total));
    }
    if let Some(expected) = input.expected_total {
        if expected.currency() != quote.totals.total.currency() {
            return Err(CheckoutFault::CurrencyMismatch(quote.totals.total.currency()));
        }
        if expected != quote.totals.total {
            return Err(CheckoutFault::PriceChanged { quote: Box::new(quote.clone()) });
        }
    }
    match &cart.quoted {
        Some(quoted) if quoted.fingerprint != quote.fingerprint() => {
            Err(CheckoutFault::PriceChanged { quote: Box::new(quote.clone()) })
        }
        _ => Ok(()),
    }
}

type Lines = (OrderItems, Vec<(PlannedAllocation, domain::catalog::variant::InventoryPolicy)>);

fn lines(cx: &Context, priced: &PricedCart, quote: &Quote, order: OrderId) -> Result<Lines, CheckoutFault> {
    let mut all_takes = Vec::new();
    let mut lines = Vec::new();
    for (line, cost) in priced.cart.lines.iter().zip(&quote.items) {
        let variant = priced.variant(line).ok_or(PriceFault::VariantUnavailable { variant: line.variant })?;
        let takes = takes(variant, line.quantity.get(), &order.to_string(), &priced.cells, cx.now)?;
        lines.push(OrderItem {
            id: line.id,
            product: variant.product,
            variant: variant.id,
            title: variant.product_title.clone(),
            variant_title: variant.title.clone(),
            product_slug: variant.product_slug.clone(),
            sku: variant.sku.clone(),
            image_url: variant.image_url.clone(),
            quantity: line.quantity,
            unit_price: cost.unit_price,
            subtotal: cost.subtotal,
            tax_rate_ppm: cost.tax_rate_ppm,
            tax: cost.tax,
            total: cost.total,
            allocations: allocations(&takes),
        });
        all_takes.extend(takes.into_iter().map(|take| (take, variant.policy)));
    }
    Ok((OrderItems { order, lines }, all_takes))
}
