//! Cart pricing. What a cart costs right now, and whether it can be had.

use std::collections::BTreeMap;

use context::Context;
use domain::catalog::product::ProductStatus;
use domain::catalog::variant::{InventoryPolicy, Variant};
use domain::inventory::stock_level::StockLevel;
use domain::pricing::quote::{PricedLine, Quote, QuoteFault, QuoteInput, is_sent, needs_country, quote};
use domain::shipping::method::{ShippingMethod, method_for};
use domain::shopping::cart::{Cart, CartItem, CartOwner, CartWarning, CartWarningCode, OpenCheckout, Quoted};
use kernel::faults;
use kernel::id::VariantId;
use kernel::time::Timestamp;
use store::catalog::variant::VariantRecord;
use store::inventory::stock_level::{StockLevelRecord, main_warehouse};
use store::shopping::cart::CartRecord;
use table::{Items, Key, Stored, TableFault, Tx, TxFault};

/// A cart with what is known of its variants.
pub struct PricedCart {
    /// The cart.
    pub cart: Cart,
    /// The version it was read with; 0 if it does not exist yet.
    pub version: u64,
    /// The variants of its lines, as far as they exist.
    pub variants: BTreeMap<VariantId, Variant>,
    /// Their stock cells, with what the cart's own orders hold counted as available.
    pub cells: Vec<StockLevel>,
}

/// What a cart needs beside its contents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CartNeeds {
    /// A shipping method, for something is sent.
    pub shipping: bool,
    /// A country, for something is sent or taxed.
    pub country: bool,
}

faults! {
    /// A cart that cannot be quoted.
    #[derive(Debug, thiserror::Error)]
    pub enum PriceFault {
        /// A variant is gone or not for sale any more.
        #[error("{variant} is not for sale any more; take it out of the cart")]
        VariantUnavailable {
            /// The variant.
            variant: VariantId,
        } => Conflict "variant_unavailable" with { "variant_id": variant };
        /// The arithmetic has no answer.
        #[error(transparent)]
        Quote(#[from] QuoteFault);
        /// The table failed.
        #[error(transparent)]
        Table(#[from] TableFault);
    }
}

/// The cart of `shopper` with prices and availability: two reads.
pub async fn price_cart(cx: &Context, shopper: CartOwner) -> Result<PricedCart, TableFault> {
    let stored = cx.store.carts().of(shopper).await?;
    let version = stored.as_ref().map_or(0, Stored::version);
    let cart = stored.map_or_else(|| Cart::new(shopper, cx.settings.currency, cx.now), Stored::into_value);
    with_facts(cx, cart, version).await
}

/// A cart that was read, with its variants and their stock: one read, and one more if a variant has several cells.
pub(crate) async fn with_facts(cx: &Context, cart: Cart, version: u64) -> Result<PricedCart, TableFault> {
    let facts = Facts::default().of(cx, &cart).await?;
    Ok(facts.price(cart, version))
}

/// What is known of variants and their stock.
#[derive(Debug, Default)]
pub(crate) struct Facts {
    /// The variants, as far as they exist.
    pub(crate) variants: BTreeMap<VariantId, Variant>,
    /// All their cells, with every hold.
    pub(crate) cells: Vec<StockLevel>,
}

impl Facts {
    /// These, and what is missing of the lines of `cart`: one read, and one more if a variant has several cells.
    pub(crate) async fn of(mut self, cx: &Context, cart: &Cart) -> Result<Self, TableFault> {
        let missing = cart.lines.iter().filter(|line| !self.variants.contains_key(&line.variant));
        let keys: Vec<Key> = missing.flat_map(|line| variant_keys(line.variant)).collect();
        let items = cx.store.table().batch(&keys).await?;
        self.take(cx, items).await?;
        Ok(self)
    }

    /// Adds what was read of variants and their first cells, and reads their further ones.
    pub(crate) async fn take(&mut self, cx: &Context, mut items: Items) -> Result<(), TableFault> {
        let found: Vec<Variant> = items.take_all::<VariantRecord>()?.into_iter().map(Stored::into_value).collect();
        self.cells.extend(items.take_all::<StockLevelRecord>()?.into_iter().map(Stored::into_value));
        self.cells.extend(further_cells(cx, found.iter()).await?);
        self.variants.extend(found.into_iter().map(|variant| (variant.id, variant)));
        Ok(())
    }

    /// The variant `id`, if it is for sale, with its cells.
    pub(crate) fn for_sale(&self, id: VariantId) -> Option<(&Variant, Vec<StockLevel>)> {
        let variant = self.variants.get(&id).filter(|variant| variant.status == ProductStatus::Active)?;
        Some((variant, self.cells.iter().filter(|cell| cell.variant == id).cloned().collect()))
    }

    /// `cart`, priced by these.
    pub(crate) fn price(self, cart: Cart, version: u64) -> PricedCart {
        let cells = without_own_holds(self.cells, &cart.checkouts);
        PricedCart { cart, version, variants: self.variants, cells }
    }
}

/// The cells as they are to a cart with these orders: what its own orders hold can be had by it, and by nobody else.
pub(crate) fn without_own_holds(mut cells: Vec<StockLevel>, own: &[OpenCheckout]) -> Vec<StockLevel> {
    for cell in &mut cells {
        for checkout in own {
            cell.release(checkout.reservation);
        }
    }
    cells
}

/// Where a variant and its first cell are.
pub(crate) fn variant_keys(variant: VariantId) -> [Key; 2] {
    let cell = domain::inventory::reservation::StockLevelRef { variant, warehouse: main_warehouse(), number: 0 };
    [VariantRecord::at(variant), StockLevelRecord::at(&cell)]
}

/// The cells beyond the first, of variants that have more than one.
pub(crate) async fn further_cells(
    cx: &Context,
    variants: impl Iterator<Item = &Variant>,
) -> Result<Vec<StockLevel>, TableFault> {
    let keys: Vec<Key> = variants
        .filter(|variant| variant.cells > 1)
        .flat_map(|variant| StockLevelRecord::of_variant(variant).into_iter().skip(1))
        .collect();
    let cells = cx.store.table().batch(&keys).await?.take_all::<StockLevelRecord>()?;
    Ok(cells.into_iter().map(Stored::into_value).collect())
}

/// How many units of `variant` can be had at `now`; without a limit for what is not tracked or may be owed.
pub fn sellable(variant: &Variant, cells: &[StockLevel], now: Timestamp) -> i64 {
    if !variant.tracked || variant.policy == InventoryPolicy::Continue {
        return i64::MAX;
    }
    let mine = cells.iter().filter(|cell| cell.variant == variant.id);
    mine.map(|cell| cell.sellable(now).max(0)).fold(0, i64::saturating_add)
}

impl PricedCart {
    /// An empty cart that is not there yet.
    pub fn nothing(cart: Cart) -> Self {
        Facts::default().price(cart, 0)
    }

    /// The variant of a line, if it is for sale.
    pub fn variant(&self, line: &CartItem) -> Option<&Variant> {
        self.variants.get(&line.variant).filter(|variant| variant.status == ProductStatus::Active)
    }

    /// How many units of a line's variant can be had.
    pub fn available(&self, line: &CartItem, now: Timestamp) -> i64 {
        self.variant(line).map_or(0, |variant| sellable(variant, &self.cells, now))
    }

    /// The shipping method that was chosen, if it is offered to the address.
    pub fn shipping(&self) -> Option<ShippingMethod> {
        let (code, address) = (self.cart.shipping_method?, self.cart.shipping_address.as_ref()?);
        method_for(code, address.country, self.cart.currency)
    }

    /// What has changed since the shopper put things into the cart.
    pub fn warnings(&self, now: Timestamp) -> Vec<CartWarning> {
        self.cart.lines.iter().filter_map(|line| self.warning(line, now)).collect()
    }

    fn warning(&self, line: &CartItem, now: Timestamp) -> Option<CartWarning> {
        let warn = |code, message: String| Some(CartWarning { code, variant_id: line.variant, message });
        let Some(variant) = self.variant(line) else {
            return warn(CartWarningCode::VariantUnavailable, "This is not for sale any more.".to_owned());
        };
        let available = self.available(line, now);
        if available < i64::from(line.quantity) {
            return warn(CartWarningCode::InsufficientStock, format!("Only {available} are available."));
        }
        if variant.price != line.seen_price {
            let (before, after) = (line.seen_price.display(), variant.price.display());
            return warn(CartWarningCode::PriceChanged, format!("The price changed from {before} to {after}."));
        }
        None
    }

    /// What must be known before it can be ordered.
    pub fn needs(&self) -> Result<CartNeeds, PriceFault> {
        let lines = self.priced_lines()?;
        Ok(CartNeeds { shipping: is_sent(&lines), country: needs_country(&lines) })
    }

    fn priced_lines(&self) -> Result<Vec<PricedLine>, PriceFault> {
        self.cart.lines.iter().map(|line| self.priced(line)).collect()
    }

    /// The priced quote, with tax and shipping as far as they are known.
    pub fn quote(&self) -> Result<Quote, PriceFault> {
        let shipping = self.shipping();
        let input = QuoteInput {
            lines: &self.priced_lines()?,
            currency: self.cart.currency,
            country: self.cart.shipping_address.as_ref().map(|address| address.country),
            shipping: shipping.as_ref(),
        };
        Ok(quote(&input)?)
    }

    fn priced(&self, line: &CartItem) -> Result<PricedLine, PriceFault> {
        let variant = self.variant(line).ok_or(PriceFault::VariantUnavailable { variant: line.variant })?;
        Ok(PricedLine {
            line: line.id,
            variant: variant.id,
            title: variant.product_title.clone(),
            variant_title: variant.title.clone(),
            quantity: line.quantity,
            unit_price: variant.price,
            taxable: variant.taxable,
            requires_shipping: variant.requires_shipping,
        })
    }
}

/// Quotes the cart and remembers what was quoted, so that check-out can tell whether the price has changed since.
///
/// Two reads, and one write if the quote is another than before. A cart that changes meanwhile is quoted as it was read.
pub async fn quote_cart(cx: &Context, shopper: CartOwner) -> Result<(PricedCart, Quote), PriceFault> {
    let priced = price_cart(cx, shopper).await?;
    let quote = priced.quote()?;
    let quoted = Quoted { fingerprint: quote.fingerprint(), total: quote.totals.total };
    if priced.version > 0 && priced.cart.quoted.as_ref() != Some(&quoted) {
        let read = Stored::<CartRecord>::at_version(priced.cart.clone(), priced.version);
        let remembered = Cart { quoted: Some(quoted), ..priced.cart.clone() };
        match Tx::<PriceFault>::new().replace(&read, &remembered).commit(cx.store.table()).await {
            Ok(()) => return Ok((PricedCart { cart: remembered, version: priced.version + 1, ..priced }, quote)),
            Err(TxFault::Table(fault)) => return Err(fault.into()),
            // Somebody changed the cart; their change forgets the quote anyway.
            Err(_) => {}
        }
    }
    Ok((priced, quote))
}
