//! From a cart to the order it becomes, still on paper.

use context::Context;
use domain::inventory::reservation::PlannedAllocation;
use domain::orders::order::{FulfillmentStatus, Order, OrderPaymentStatus, OrderStatus, StockState, order_number};
use domain::orders::order_item::{OrderItem, OrderItems};
use domain::payments::payment::{Payment, PaymentState, Provider};
use domain::pricing::quote::Quote;
use domain::shipping::method::ShippingMethod;
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
    /// The payment it waits for; none if it costs nothing.
    pub(super) payment: Option<Payment>,
    pub(super) takes: Vec<(PlannedAllocation, domain::catalog::variant::InventoryPolicy)>,
}

/// What the buyer says beside the cart.
#[derive(Clone, Debug)]
pub struct CheckoutInput {
    /// Where the confirmation goes; a customer's own address if not said.
    pub email: Option<Email>,
    /// Who takes the money, if there is any to take.
    pub provider: Option<Provider>,
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
    let needs = priced.needs()?;
    if needs.country && cart.shipping_address.is_none() {
        return Err(CheckoutFault::ShippingAddressRequired);
    }
    let shipping_method = if needs.shipping { Some(shipping_method(priced)?) } else { None };
    let quote = priced.quote()?;
    agreed(cart, &quote, input)?;
    let provider = provider(cx, input, quote.totals.total)?;
    let id = OrderId::mint(&*cx.ids, cx.now);
    let (lines, takes) = lines(cx, priced, &quote, id)?;
    let is_free = provider.is_none();
    let order = Order {
        id,
        number: order_number(id),
        customer: cart.shopper.user(),
        cart: Some(cart.shopper),
        email,
        status: OrderStatus::PendingPayment,
        on_hold: false,
        payment_status: if is_free { OrderPaymentStatus::None } else { OrderPaymentStatus::Pending },
        fulfillment_status: FulfillmentStatus::Unfulfilled,
        payment: (!is_free).then(|| PaymentId::mint(&*cx.ids, cx.now)),
        provider,
        reservation: ReservationId::mint(&*cx.ids, cx.now),
        quote_version: quote.fingerprint(),
        totals: quote.totals,
        line_count: u32::try_from(lines.lines.len()).unwrap_or(u32::MAX),
        unit_count: lines.unit_count(),
        // An address that nothing depends on is none of the order's.
        shipping_address: cart.shipping_address.clone().filter(|_| needs.country),
        shipping_method,
        pay_by: if is_free { cx.now } else { after(cx.now, cx.settings.reservation_seconds) },
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

/// How it is sent; only where something is.
fn shipping_method(priced: &PricedCart) -> Result<ShippingMethod, CheckoutFault> {
    priced.cart.shipping_method.ok_or(CheckoutFault::ShippingMethodRequired)?;
    priced.shipping().ok_or(CheckoutFault::ShippingMethodUnavailable)
}

/// Who takes `total`: nobody if it is nothing, whoever is named.
fn provider(cx: &Context, input: &CheckoutInput, total: Money) -> Result<Option<Provider>, CheckoutFault> {
    if total.minor() == 0 {
        return Ok(None);
    }
    let provider = input.provider.ok_or(CheckoutFault::PaymentRequired(total))?;
    cx.gateways.payment(provider).ok_or(CheckoutFault::ProviderUnavailable)?;
    Ok(Some(provider))
}

/// The payment that an order waits for; none if it costs nothing.
fn payment_of(cx: &Context, order: &Order) -> Option<Payment> {
    let (id, provider) = order.payment.zip(order.provider)?;
    Some(Payment {
        id,
        order: order.id,
        provider,
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
    })
}

/// The buyer pays what was last quoted, and what they say they expect.
fn agreed(cart: &Cart, quote: &Quote, input: &CheckoutInput) -> Result<(), CheckoutFault> {
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
