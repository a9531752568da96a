//! Why an order was not placed.

use context::settings::MissingSetting;
use domain::inventory::reservation::Shortage;
use domain::pricing::quote::Quote;
use gateways::payment::GatewayFault;
use kernel::faults;
use kernel::money::Money;
use table::TableFault;

use crate::shopping::cart::price::PriceFault;

faults! {
    /// Why an order was not placed. Nothing is held and nothing is owed after any of these, but after an outage of the provider
    /// the order waits for the same command to come again, until its time is up.
    #[derive(Debug, thiserror::Error)]
    pub enum CheckoutFault {
        /// There is nothing to buy.
        #[error("the cart is empty")]
        CartEmpty => Invalid "cart_empty";
        /// Nobody knows whom to write to.
        #[error("say where the confirmation goes")]
        EmailRequired => Invalid "email_required" at "/email";
        /// Nobody knows where to send it.
        #[error("say where to send it first")]
        ShippingAddressRequired => Invalid "shipping_address_required";
        /// Nobody knows how to send it.
        #[error("choose how to send it first")]
        ShippingMethodRequired => Invalid "shipping_method_required";
        /// The chosen method is not offered there.
        #[error("this shipping method is not offered there")]
        ShippingMethodUnavailable => Invalid "shipping_method_unavailable";
        /// There are not as many.
        #[error(transparent)]
        Shortage(#[from] Shortage);
        /// The buyer agreed to another price.
        #[error("the price is not the one that was quoted")]
        PriceChanged {
            /// What it costs now.
            quote: Box<Quote>,
        } => Conflict "price_changed" with { "quote": quote };
        /// The buyer named a total in another currency.
        #[error("the shop sells in {0} only")]
        CurrencyMismatch(kernel::currency::Currency) => Invalid "currency_mismatch" at "/expected_total/currency";
        /// It costs something, and nobody is named who takes the money.
        #[error("say who takes the payment of {}", .0.display())]
        PaymentRequired(Money) => Invalid "payment_required" at "/payment";
        /// The cart cannot be quoted.
        #[error(transparent)]
        Price(#[from] PriceFault);
        /// The provider did not take it.
        #[error(transparent)]
        Gateway(#[from] GatewayFault);
        /// This shop does not take payments by that provider.
        #[error("this shop does not take payments by this provider")]
        ProviderUnavailable => Invalid "payment_provider_unavailable" at "/payment/provider";
        /// The order that this command had begun is closed.
        #[error("the order of this command is closed; check out again with a new key")]
        OrderClosed => Conflict "order_closed";
        /// The cart was checked out already, and its money is on its way.
        #[error("the order of this cart is being paid; ask again shortly")]
        PaymentInProgress => Conflict "payment_in_progress" after 1;
        /// The key was used for something else.
        #[error("this Idempotency-Key was used for another request")]
        KeyReused => Invalid "idempotency_key_reused";
        /// A twin of the command is running.
        #[error("the same command is running; ask again shortly")]
        Duplicate => Conflict "idempotency_in_progress" after 1;
        /// A setting is missing.
        #[error(transparent)]
        Setting(#[from] MissingSetting);
        /// The table failed.
        #[error(transparent)]
        Table(#[from] TableFault);
    }
}

impl CheckoutFault {
    /// Whether the refusal may come from what a twin of the same command has just done.
    pub(super) fn may_be_a_twins_doing(&self) -> bool {
        matches!(
            self,
            Self::CartEmpty
                | Self::ShippingAddressRequired
                | Self::ShippingMethodRequired
                | Self::PaymentInProgress
                | Self::Shortage(_)
                | Self::PriceChanged { .. }
                | Self::Price(_)
        )
    }
}
