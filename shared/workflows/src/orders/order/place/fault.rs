//! Why an order was not placed.

use context::settings::MissingSetting;
use domain::inventory::reservation::Shortage;
use domain::pricing::quote::Quote;
use gateways::payment::GatewayFault;
use kernel::fault::{Fault, FaultKind};
use kernel::money::Money;
use serde_json::{Map, Value};
use table::TableFault;

use crate::shopping::cart::price::PriceFault;

/// Why an order was not placed. Nothing is held and nothing is owed after any of these, but after an outage of the provider
/// the order waits for the same command to come again, until its time is up.
#[derive(Debug, thiserror::Error)]
pub enum CheckoutFault {
    /// There is nothing to buy.
    #[error("the cart is empty")]
    CartEmpty,
    /// Nobody knows whom to write to.
    #[error("say where the confirmation goes")]
    EmailRequired,
    /// Nobody knows where to send it.
    #[error("say where to send it first")]
    AddressRequired,
    /// Nobody knows how to send it.
    #[error("choose how to send it first")]
    ShippingMethodRequired,
    /// The chosen method is not offered there.
    #[error("this shipping method is not offered there")]
    ShippingMethodUnavailable,
    /// There are not as many.
    #[error(transparent)]
    Shortage(#[from] Shortage),
    /// The buyer agreed to another price.
    #[error("the price is not the one that was quoted")]
    PriceChanged {
        /// What it costs now.
        quote: Box<Quote>,
    },
    /// The buyer named a total in another currency.
    #[error("the shop sells in {0} only")]
    CurrencyMismatch(kernel::currency::Currency),
    /// The total is nothing, and nothing cannot be paid.
    #[error("a total of {} cannot be paid", .0.display())]
    NotPayable(Money),
    /// The cart cannot be quoted.
    #[error(transparent)]
    Price(#[from] PriceFault),
    /// The provider did not take it.
    #[error(transparent)]
    Gateway(#[from] GatewayFault),
    /// This shop does not take payments by that provider.
    #[error("this shop does not take payments by this provider")]
    ProviderUnavailable,
    /// The order that this command had begun is closed.
    #[error("the order of this command is closed; check out again with a new key")]
    OrderClosed,
    /// The key was used for something else.
    #[error("this Idempotency-Key was used for another request")]
    KeyReused,
    /// A twin of the command is running.
    #[error("the same command is running; ask again shortly")]
    Twin,
    /// A setting is missing.
    #[error(transparent)]
    Setting(#[from] MissingSetting),
    /// The table failed.
    #[error(transparent)]
    Table(#[from] TableFault),
}

impl CheckoutFault {
    /// Whether the refusal may come from what a twin of the same command has just done.
    pub(super) fn may_be_a_twins_doing(&self) -> bool {
        matches!(
            self,
            Self::CartEmpty
                | Self::AddressRequired
                | Self::ShippingMethodRequired
                | Self::Shortage(_)
                | Self::PriceChanged { .. }
                | Self::Price(_)
        )
    }
}

impl Fault for CheckoutFault {
    fn code(&self) -> &'static str {
        match self {
            Self::CartEmpty => "cart_empty",
            Self::EmailRequired => "email_required",
            Self::AddressRequired => "shipping_address_required",
            Self::ShippingMethodRequired => "shipping_method_required",
            Self::ShippingMethodUnavailable => "shipping_method_unavailable",
            Self::Shortage(fault) => fault.code(),
            Self::PriceChanged { .. } => "price_changed",
            Self::CurrencyMismatch(_) => "currency_mismatch",
            Self::NotPayable(_) => "amount_not_chargeable",
            Self::Price(fault) => fault.code(),
            Self::Gateway(fault) => fault.code(),
            Self::ProviderUnavailable => "payment_provider_unavailable",
            Self::OrderClosed => "order_closed",
            Self::KeyReused => "idempotency_key_reused",
            Self::Twin => "idempotency_in_progress",
            Self::Setting(fault) => fault.code(),
            Self::Table(fault) => fault.code(),
        }
    }

    fn kind(&self) -> FaultKind {
        match self {
            Self::CartEmpty
            | Self::EmailRequired
            | Self::AddressRequired
            | Self::ShippingMethodRequired
            | Self::ShippingMethodUnavailable
            | Self::CurrencyMismatch(_)
            | Self::NotPayable(_)
            | Self::ProviderUnavailable
            | Self::KeyReused => FaultKind::Invalid,
            Self::PriceChanged { .. } | Self::OrderClosed | Self::Twin => FaultKind::Conflict,
            Self::Shortage(fault) => fault.kind(),
            Self::Price(fault) => fault.kind(),
            Self::Gateway(fault) => fault.kind(),
            Self::Setting(fault) => fault.kind(),
            Self::Table(fault) => fault.kind(),
        }
    }

    fn pointer(&self) -> Option<String> {
        match self {
            Self::EmailRequired => Some("/email".to_owned()),
            Self::CurrencyMismatch(_) => Some("/expected_total/currency".to_owned()),
            Self::ProviderUnavailable => Some("/payment/provider".to_owned()),
            _ => None,
        }
    }

    fn members(&self) -> Map<String, Value> {
        match self {
            Self::Shortage(fault) => fault.members(),
            Self::Price(fault) => fault.members(),
            Self::PriceChanged { quote } => {
                Map::from_iter([("quote".to_owned(), serde_json::to_value(quote).unwrap_or_default())])
            }
            _ => Map::new(),
        }
    }

    fn retry_after(&self) -> Option<u32> {
        match self {
            Self::Twin => Some(1),
            Self::Gateway(fault) => fault.retry_after(),
            Self::Price(fault) => fault.retry_after(),
            Self::Table(fault) => fault.retry_after(),
            _ => None,
        }
    }
}
