//! Orders on the wire.

use domain::orders::order::{CancelReason, FulfillmentStatus, Order, OrderPaymentStatus, OrderStatus};
use domain::orders::order_item::{OrderItem, OrderItems};
use domain::payments::payment::Provider;
use domain::pricing::totals::Totals;
use domain::profiles::address::Address;
use domain::shipping::method::ShippingMethod;
use events::Envelope;
use kernel::email::Email;
use kernel::id::{LineId, OrderId, PaymentId, ProductId, UserId, VariantId};
use kernel::money::Money;
use kernel::quantity::Quantity;
use kernel::slug::Slug;
use kernel::time::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

/// An order, as its buyer and the staff see it.
#[derive(Debug, Serialize, ToSchema)]
pub struct OrderView {
    #[serde(flatten)]
    head: OrderCardView,
    /// What was bought.
    items: Vec<OrderItemView>,
    /// Where it is sent to, or whose tax is due; absent where nothing is sent and no tax depends on it.
    #[serde(skip_serializing_if = "Option::is_none")]
    shipping_address: Option<Address>,
    /// How it is sent; absent where nothing is.
    #[serde(skip_serializing_if = "Option::is_none")]
    shipping_method: Option<ShippingMethod>,
    /// What happened, oldest first.
    timeline: Vec<TimelineEntry>,
    /// How it is paid; absent where there is nothing to pay.
    #[serde(skip_serializing_if = "Option::is_none")]
    payment: Option<OrderPaymentView>,
    /// The token that opens the order without an account; told at check-out, once.
    #[serde(skip_serializing_if = "Option::is_none")]
    order_token: Option<String>,
}

/// An order in a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct OrderCardView {
    /// The order.
    id: OrderId,
    /// The number for people.
    number: String,
    /// The customer, if it is one with an account.
    customer_id: Option<UserId>,
    /// Where mails about it go.
    email: Email,
    /// Where it stands.
    status: OrderStatus,
    /// Whether people look at it before it goes on.
    on_hold: bool,
    /// Where its payment stands.
    payment_status: OrderPaymentStatus,
    /// Where its delivery stands.
    fulfillment_status: FulfillmentStatus,
    /// The sums, frozen at check-out.
    totals: Totals,
    /// Units in all lines together.
    unit_count: u32,
    /// Until when it waits for its payment.
    pay_by: Timestamp,
    /// When it was made.
    created_at: Timestamp,
    /// When it was placed: paid, or made if it costs nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    placed_at: Option<Timestamp>,
    /// When it was cancelled.
    #[serde(skip_serializing_if = "Option::is_none")]
    cancelled_at: Option<Timestamp>,
    /// When it expired.
    #[serde(skip_serializing_if = "Option::is_none")]
    expired_at: Option<Timestamp>,
    /// Why it was cancelled.
    #[serde(skip_serializing_if = "Option::is_none")]
    cancel_reason: Option<CancelReason>,
    /// The version of the order.
    version: u64,
}

/// A line of an order: a snapshot, which no later change of the product touches.
#[derive(Debug, Serialize, ToSchema)]
pub struct OrderItemView {
    line_id: LineId,
    product_id: ProductId,
    variant_id: VariantId,
    title: String,
    variant_title: String,
    product_slug: Slug,
    #[serde(skip_serializing_if = "Option::is_none")]
    sku: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    image_url: Option<String>,
    quantity: Quantity,
    unit_price: Money,
    subtotal: Money,
    /// The tax rate in parts per million.
    tax_rate_ppm: u32,
    tax: Money,
    total: Money,
}

/// How an order is paid.
#[derive(Debug, Serialize, ToSchema)]
pub struct OrderPaymentView {
    /// The payment.
    id: PaymentId,
    /// Who takes the money.
    provider: Provider,
    /// What is to be paid.
    amount: Money,
    /// What the buyer's browser confirms the payment with; told at check-out.
    #[serde(skip_serializing_if = "Option::is_none")]
    client_secret: Option<String>,
    /// The provider's name for the payment; told at check-out.
    #[serde(skip_serializing_if = "Option::is_none")]
    reference: Option<String>,
}

/// Something that happened to an order.
#[derive(Debug, Serialize, ToSchema)]
pub struct TimelineEntry {
    /// What: `order.placed`.
    #[schema(example = "order.placed")]
    kind: String,
    /// When.
    at: Timestamp,
}

/// What only its own answer tells of an order.
#[derive(Default)]
pub struct OrderSecrets {
    /// The token that opens the order.
    pub order_token: Option<String>,
    /// What the payment is confirmed with.
    pub client_secret: Option<String>,
    /// The provider's name for the payment.
    pub reference: Option<String>,
}

impl OrderCardView {
    /// The head of an order in `version`.
    pub fn of(order: &Order, version: u64) -> Self {
        Self {
            id: order.id,
            number: order.number.clone(),
            customer_id: order.customer,
            email: order.email.clone(),
            status: order.status,
            on_hold: order.on_hold,
            payment_status: order.payment_status,
            fulfillment_status: order.fulfillment_status,
            totals: order.totals,
            unit_count: order.unit_count,
            pay_by: order.pay_by,
            created_at: order.created_at,
            placed_at: order.placed_at,
            cancelled_at: order.cancelled_at,
            expired_at: order.expired_at,
            cancel_reason: order.cancel_reason,
            version,
        }
    }
}

impl OrderView {
    /// An order with its lines and its timeline.
    pub fn of(order: &Order, version: u64, lines: &OrderItems, timeline: &[Envelope], told: OrderSecrets) -> Self {
        Self {
            head: OrderCardView::of(order, version),
            items: lines.lines.iter().map(OrderItemView::of).collect(),
            shipping_address: order.shipping_address.clone(),
            shipping_method: order.shipping_method.clone(),
            timeline: timeline
                .iter()
                .map(|event| TimelineEntry { kind: event.kind.clone(), at: event.occurred_at })
                .collect(),
            payment: order.payment.zip(order.provider).map(|(id, provider)| OrderPaymentView {
                id,
                provider,
                amount: order.totals.total,
                client_secret: told.client_secret,
                reference: told.reference,
            }),
            order_token: told.order_token,
        }
    }
}

impl OrderItemView {
    fn of(line: &OrderItem) -> Self {
        Self {
            line_id: line.id,
            product_id: line.product,
            variant_id: line.variant,
            title: line.title.clone(),
            variant_title: line.variant_title.clone(),
            product_slug: line.product_slug.clone(),
            sku: line.sku.clone(),
            image_url: line.image_url.clone(),
            quantity: line.quantity,
            unit_price: line.unit_price,
            subtotal: line.subtotal,
            tax_rate_ppm: line.tax_rate_ppm,
            tax: line.tax,
            total: line.total,
        }
    }
}
