//! Values that tests share.

use kernel::currency::Currency;
use kernel::id::{LineId, OrderId, PaymentId, ProductId, ReservationId, Ulid, VariantId, WarehouseId};
use kernel::money::Money;
use kernel::quantity::Quantity;
use kernel::time::{Timestamp, after};

use crate::inventory::reservation::StockLevelRef;
use crate::orders::order::{FulfillmentStatus, Order, OrderPaymentStatus, OrderStatus, StockState, order_number};
use crate::orders::order_item::{Allocation, OrderItem, OrderItems};
use crate::payments::payment::Provider;
use crate::pricing::quote::PricedLine;
use crate::pricing::totals::Totals;
use crate::profiles::address::Address;
use crate::shipping::method::methods_for;

/// `seconds` after noon of the first day of 2026.
pub(crate) fn at(seconds: i64) -> Timestamp {
    after("2026-01-01T12:00:00Z".parse().unwrap(), seconds)
}

pub(crate) fn ulid(number: u128) -> Ulid {
    Ulid::from((0x0193_0000_0000_u128 << 80) | number)
}

pub(crate) fn variant(number: u128) -> VariantId {
    VariantId::from_ulid(ulid(number))
}

pub(crate) fn usd(minor: i64) -> Money {
    Money::new(minor, Currency::USD)
}

pub(crate) fn quantity(units: i64) -> Quantity {
    Quantity::try_from(units).unwrap()
}

pub(crate) fn address(country: &str) -> Address {
    Address {
        name: "Ana Lee".parse().unwrap(),
        line1: "1 Ferry Street".parse().unwrap(),
        line2: None,
        city: "Harbour".parse().ok(),
        region: None,
        postal_code: None,
        country: country.parse().unwrap(),
        phone: None,
    }
}

pub(crate) fn priced_line(number: u128, units: i64, unit_price: Money) -> PricedLine {
    PricedLine {
        line: LineId::from_ulid(ulid(number)),
        variant: variant(number),
        title: format!("Shirt {number}"),
        variant_title: "Default Title".to_owned(),
        quantity: quantity(units),
        unit_price,
        taxable: true,
        requires_shipping: true,
    }
}

/// An order of two shirts at 50.00 USD, to be paid within a quarter of an hour.
pub(crate) fn order() -> Order {
    let id = OrderId::from_ulid(ulid(7));
    let us = "US".parse().unwrap();
    Order {
        id,
        number: order_number(id),
        customer: None,
        cart: None,
        email: "ana@example.com".parse().unwrap(),
        status: OrderStatus::PendingPayment,
        on_hold: false,
        payment_status: OrderPaymentStatus::Pending,
        fulfillment_status: FulfillmentStatus::Unfulfilled,
        payment: Some(PaymentId::from_ulid(ulid(8))),
        provider: Some(Provider::Stripe),
        reservation: ReservationId::from_ulid(ulid(9)),
        quote_version: "v1".to_owned(),
        totals: Totals {
            subtotal: usd(10_000),
            shipping: usd(499),
            tax: usd(932),
            rounding: usd(0),
            total: usd(11_431),
        },
        line_count: 1,
        unit_count: 2,
        shipping_address: Some(address("US")),
        shipping_method: Some(methods_for(us, Currency::USD).remove(0)),
        pay_by: at(900),
        created_at: at(0),
        placed_at: None,
        cancelled_at: None,
        expired_at: None,
        completed_at: None,
        cancel_reason: None,
        stock: StockState::Held,
        events: 0,
    }
}

pub(crate) fn order_items() -> OrderItems {
    let cell = StockLevelRef { variant: variant(3), warehouse: WarehouseId::from_ulid(ulid(4)), number: 0 };
    let line = OrderItem {
        id: LineId::from_ulid(ulid(1)),
        product: ProductId::from_ulid(ulid(2)),
        variant: variant(3),
        title: "Ocean <Blue> Shirt".to_owned(),
        variant_title: "Small / Red".to_owned(),
        product_slug: "ocean-blue-shirt".parse().unwrap(),
        sku: None,
        image_url: None,
        quantity: quantity(2),
        unit_price: usd(5000),
        subtotal: usd(10_000),
        tax_rate_ppm: 88_750,
        tax: usd(888),
        total: usd(10_888),
        allocations: vec![Allocation { cell, quantity: 2 }],
    };
    OrderItems { order: order().id, lines: vec![line] }
}
