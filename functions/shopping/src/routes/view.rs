//! Carts on the wire.

use domain::catalog::variant::Variant;
use domain::pricing::totals::Totals;
use domain::profiles::address::Address;
use domain::shipping::method::{ShippingMethod, ShippingMethodCode, methods_for};
use domain::shopping::cart::{Cart, CartItem, CartWarning};
use kernel::currency::Currency;
use kernel::id::{LineId, ProductId, VariantId};
use kernel::money::{Money, MoneyFault};
use kernel::quantity::Quantity;
use kernel::slug::Slug;
use kernel::time::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;
use workflows::shopping::cart::price::PricedCart;

/// A cart, with today's prices and what is in stock.
#[derive(Debug, Serialize, ToSchema)]
pub struct CartView {
    /// A guest's token, told once: send it as `X-Cart-Token` from now on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
    /// The version of the cart.
    pub version: u64,
    /// The lines, in the order they were added.
    pub items: Vec<CartItemView>,
    /// Units in all lines together.
    pub unit_count: u32,
    /// The currency of every price.
    pub currency: Currency,
    /// What it comes to, as far as that is known; `GET /v1/cart/quote` has it line by line.
    pub totals: CartTotals,
    /// Where it is sent to.
    pub shipping_address: Option<Address>,
    /// How it is sent.
    pub shipping_method: Option<ShippingMethodCode>,
    /// How it could be sent, once there is an address.
    pub shipping_methods: Vec<ShippingMethod>,
    /// What has changed since things were put in.
    pub warnings: Vec<CartWarning>,
}

/// What a cart comes to: the totals of a quote and of an order, as far as they are known.
#[derive(Debug, Serialize, ToSchema)]
pub struct CartTotals {
    /// The sum of the lines, without tax and shipping.
    pub subtotal: Money,
    /// The shipping without tax; once address and method are chosen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shipping: Option<Money>,
    /// All tax, that on shipping included; once address and method are chosen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tax: Option<Money>,
    /// What is added or taken off so that the total can be paid; once address and method are chosen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rounding: Option<Money>,
    /// What the buyer pays; once address and method are chosen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total: Option<Money>,
}

/// A line of a cart.
#[derive(Debug, Serialize, ToSchema)]
pub struct CartItemView {
    /// The line.
    pub line_id: LineId,
    /// What is to be bought.
    pub variant_id: VariantId,
    /// How many.
    pub quantity: Quantity,
    /// The price of one.
    pub unit_price: Money,
    /// The price of all.
    pub subtotal: Money,
    /// What the shop knows of the variant today; absent if it is not for sale any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub variant: Option<ItemVariantView>,
}

/// What an item of a cart or wishlist shows of its variant.
#[derive(Debug, Serialize, ToSchema)]
pub struct ItemVariantView {
    /// The product.
    pub product_id: ProductId,
    /// The product's slug.
    pub product_slug: Slug,
    /// The product's title.
    pub title: String,
    /// The variant's title.
    pub variant_title: String,
    /// The variant's SKU, if it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sku: Option<String>,
    /// A picture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image_url: Option<String>,
    /// How many can be had; absent if that is not limited.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub available: Option<i64>,
    /// Whether as many can be had as are wanted.
    pub in_stock: bool,
}

impl CartView {
    /// A cart with what is known of it today.
    pub fn of(priced: &PricedCart, now: Timestamp) -> Result<Self, MoneyFault> {
        let items: Result<Vec<CartItemView>, MoneyFault> = priced
            .cart
            .lines
            .iter()
            .map(|line| {
                let variant = priced.variant(line);
                let price = variant.map_or(line.seen_price, |variant| variant.price);
                item_view(line, price, variant_view(priced, line, now))
            })
            .collect();
        let mut view = Self::bare(&priced.cart, priced.version, items?)?;
        view.warnings = priced.warnings(now);
        // A cart that has no price, because something in it is not for sale any more, has its subtotal alone.
        if let Some(quote) = priced.quote().ok().filter(|quote| quote.complete) {
            view.totals = CartTotals::from(quote.totals);
        }
        Ok(view)
    }

    /// A cart without what has changed, and without tax and shipping.
    fn bare(cart: &Cart, version: u64, items: Vec<CartItemView>) -> Result<Self, MoneyFault> {
        let country = cart.shipping_address.as_ref().map(|address| address.country);
        Ok(Self {
            token: None,
            version,
            unit_count: cart.unit_count(),
            currency: cart.currency,
            totals: CartTotals {
                subtotal: Money::sum(cart.currency, items.iter().map(|item| item.subtotal))?,
                shipping: None,
                tax: None,
                rounding: None,
                total: None,
            },
            shipping_address: cart.shipping_address.clone(),
            shipping_method: cart.shipping_method,
            shipping_methods: country.map(|country| methods_for(country, cart.currency)).unwrap_or_default(),
            items,
            warnings: Vec::new(),
        })
    }
}

impl From<Totals> for CartTotals {
    fn from(Totals { subtotal, shipping, tax, rounding, total }: Totals) -> Self {
        let (shipping, tax) = (Some(shipping), Some(tax));
        Self { subtotal, shipping, tax, rounding: Some(rounding), total: Some(total) }
    }
}

fn item_view(line: &CartItem, unit_price: Money, variant: Option<ItemVariantView>) -> Result<CartItemView, MoneyFault> {
    Ok(CartItemView {
        line_id: line.id,
        variant_id: line.variant,
        quantity: line.quantity,
        unit_price,
        subtotal: unit_price.times(line.quantity.get())?,
        variant,
    })
}

fn variant_view(priced: &PricedCart, line: &CartItem, now: Timestamp) -> Option<ItemVariantView> {
    let variant = priced.variant(line)?;
    Some(ItemVariantView::of(variant, line.quantity, priced.available(line, now)))
}

impl ItemVariantView {
    /// What is shown of `variant` where `quantity` of it are wanted and `available` can be had.
    pub fn of(variant: &Variant, quantity: Quantity, available: i64) -> Self {
        Self {
            product_id: variant.product,
            product_slug: variant.product_slug.clone(),
            title: variant.product_title.clone(),
            variant_title: variant.title.clone(),
            sku: variant.sku.clone(),
            image_url: variant.image_url.clone(),
            available: (available < i64::MAX).then_some(available),
            in_stock: available >= i64::from(quantity),
        }
    }
}
