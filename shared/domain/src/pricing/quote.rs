//! Quotes: what a cart costs, and why.

use std::fmt::Write as _;

use kernel::country::Country;
use kernel::currency::Currency;
use kernel::faults;
use kernel::id::{LineId, VariantId};
use kernel::money::{Money, MoneyFault};
use kernel::provider::Provider;
use kernel::quantity::Quantity;
use kernel::rate::Ppm;
use kernel::secret::sha256_hex;
use serde::{Deserialize, Serialize};

use super::totals::Totals;
use super::{chargeable, tax};
use crate::shipping::method::ShippingMethod;

/// A line with the price that holds now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PricedLine {
    /// The cart's line.
    pub line: LineId,
    /// What is bought.
    pub variant: VariantId,
    /// The product's title.
    pub title: String,
    /// The variant's title.
    pub variant_title: String,
    /// How many.
    pub quantity: Quantity,
    /// What one costs, without tax.
    pub unit_price: Money,
    /// Whether tax is added.
    pub taxable: bool,
    /// Whether it is sent.
    pub requires_shipping: bool,
}

/// Everything a price depends on.
#[derive(Clone, Copy, Debug)]
pub struct QuoteInput<'a> {
    /// The lines, in the cart's order.
    pub lines: &'a [PricedLine],
    /// The currency of every amount.
    pub currency: Currency,
    /// Where it goes, once known.
    pub country: Option<Country>,
    /// How it goes, once chosen.
    pub shipping: Option<&'a ShippingMethod>,
}

/// What a cart costs, to the minor unit.
///
/// Prices are without tax. In its totals `total = subtotal + shipping + tax + rounding`, and `tax = Σ items' tax + shipping_tax`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Quote {
    /// Every line, in the cart's order.
    pub items: Vec<QuoteItem>,
    /// What it all comes to.
    pub totals: Totals,
    /// The tax on shipping; it is part of the totals' tax.
    pub shipping_tax: Money,
    /// Whether all is known that the price depends on, so that this is the price: an address, if something is sent or taxed, and
    /// a shipping method, if something is sent.
    pub complete: bool,
    /// How the total comes about, step by step.
    pub explanation: Vec<Step>,
}

/// What one line costs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct QuoteItem {
    /// The cart's line.
    pub line_id: LineId,
    /// What is bought.
    pub variant_id: VariantId,
    /// The product's title.
    pub title: String,
    /// The variant's title.
    pub variant_title: String,
    /// How many.
    pub quantity: Quantity,
    /// What one costs, without tax.
    pub unit_price: Money,
    /// `quantity` times `unit_price`.
    pub subtotal: Money,
    /// The tax rate in parts per million: 190000 is 19 %.
    pub tax_rate_ppm: u32,
    /// The tax on the subtotal, half a minor unit rounded to the even neighbour.
    pub tax: Money,
    /// Subtotal and tax.
    pub total: Money,
}

/// One step of how a total comes about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Step {
    /// What the amount is for.
    pub label: String,
    /// What it adds.
    pub amount: Money,
}

faults! {
    /// A cart that has no price.
    #[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
    pub enum QuoteFault {
        /// A price is in another currency than the cart.
        #[error("a price in {found} cannot be part of a cart in {expected}")]
        CurrencyMismatch {
            /// The cart's currency.
            expected: Currency,
            /// The price's currency.
            found: Currency,
        } => Invalid "currency_mismatch";
        /// Nothing is sold to the country.
        #[error("orders to {country} are not accepted")]
        CountryNotServed {
            /// The country.
            country: Country,
        } => Invalid "country_not_served";
        /// The sum is larger than any amount.
        #[error("the amount is too large")]
        AmountTooLarge => Invalid "amount_too_large";
        /// The total is less or more than can be paid.
        #[error("a total of {} cannot be paid: it must be from {} to {}", .total.display(), .minimum.display(), .maximum.display())]
        NotChargeable {
            /// The total.
            total: Money,
            /// The least that can be paid.
            minimum: Money,
            /// The most that can be paid.
            maximum: Money,
        } => Invalid "amount_not_chargeable" with { "minimum": minimum, "maximum": maximum };
    }
}

impl From<MoneyFault> for QuoteFault {
    fn from(fault: MoneyFault) -> Self {
        match fault {
            MoneyFault::CurrencyMismatch { left, right } => Self::CurrencyMismatch { expected: left, found: right },
            MoneyFault::Overflow | MoneyFault::Malformed { .. } => Self::AmountTooLarge,
        }
    }
}

/// What `input` costs.
///
/// Tax is computed per line and on shipping at the rate of the destination, so that the lines of an order always add up to
/// its tax. As long as the country is unknown there is no tax, and the quote is not complete. The total is one that the payment
/// provider can charge, if need be by a rounding; a cart that comes to less or more has no quote, once it is complete.
pub fn quote(input: &QuoteInput<'_>) -> Result<Quote, QuoteFault> {
    let currency = input.currency;
    let rate = match input.country {
        Some(country) => Some(tax::rate(country).ok_or(QuoteFault::CountryNotServed { country })?),
        None => None,
    };
    let items: Vec<QuoteItem> =
        input.lines.iter().map(|line| quote_item(line, currency, rate)).collect::<Result<_, _>>()?;
    let sent = is_sent(input.lines);
    let shipping = match input.shipping {
        Some(method) if sent => Money::zero(currency).plus(method.price)?,
        _ => Money::zero(currency),
    };
    let shipping_tax = rate.unwrap_or(Ppm::ZERO).of(shipping)?;
    let subtotal = Money::sum(currency, items.iter().map(|item| item.subtotal))?;
    let tax = Money::sum(currency, items.iter().map(|item| item.tax))?.plus(shipping_tax)?;
    let exact = subtotal.plus(shipping)?.plus(tax)?;
    let rules = chargeable::rules(Provider::Stripe, currency);
    let rounding = Money::new(rules.rounding(exact.minor()), currency);
    let total = exact.plus(rounding)?;
    let complete = (input.country.is_some() || !needs_country(input.lines)) && (input.shipping.is_some() || !sent);
    if complete {
        rules.check(total)?;
    }
    let mut quote = Quote {
        items,
        totals: Totals { subtotal, shipping, tax, rounding, total },
        shipping_tax,
        complete,
        explanation: Vec::new(),
    };
    quote.explanation = explain(&quote, input, rate)?;
    Ok(quote)
}

/// Whether something of it is sent, so that somebody must say how.
pub fn is_sent(lines: &[PricedLine]) -> bool {
    lines.iter().any(|line| line.requires_shipping)
}

/// Whether the price depends on the country: something is sent there, or taxed.
pub fn needs_country(lines: &[PricedLine]) -> bool {
    is_sent(lines) || lines.iter().any(|line| line.taxable && line.unit_price.minor() > 0)
}

fn quote_item(line: &PricedLine, currency: Currency, rate: Option<Ppm>) -> Result<QuoteItem, QuoteFault> {
    let unit_price = Money::zero(currency).plus(line.unit_price)?;
    let rate = if line.taxable { rate.unwrap_or(Ppm::ZERO) } else { Ppm::ZERO };
    let subtotal = unit_price.times(line.quantity.get())?;
    let tax = rate.of(subtotal)?;
    Ok(QuoteItem {
        line_id: line.line,
        variant_id: line.variant,
        title: line.title.clone(),
        variant_title: line.variant_title.clone(),
        quantity: line.quantity,
        unit_price,
        subtotal,
        tax_rate_ppm: rate.get(),
        tax,
        total: subtotal.plus(tax)?,
    })
}

/// The steps; their amounts add up to the total.
fn explain(quote: &Quote, input: &QuoteInput<'_>, rate: Option<Ppm>) -> Result<Vec<Step>, QuoteFault> {
    let step = |label: String, amount| Step { label, amount };
    let mut steps: Vec<Step> = quote
        .items
        .iter()
        .map(|item| {
            step(format!("{} × {} at {}", item.quantity.get(), item.title, item.unit_price.display()), item.subtotal)
        })
        .collect();
    let method = input.shipping.filter(|_| is_sent(input.lines));
    if let Some(method) = method {
        steps.push(step(method.name.clone(), quote.totals.shipping));
    }
    if let (Some(country), Some(rate)) = (input.country, rate) {
        let name = format!("Tax {} {}", country.code(), percent(rate));
        steps.push(step(format!("{name} on goods"), quote.totals.tax.minus(quote.shipping_tax)?));
        if method.is_some() {
            steps.push(step(format!("{name} on shipping"), quote.shipping_tax));
        }
    }
    if quote.totals.rounding.minor() != 0 {
        steps.push(step(format!("Rounding, for {} is paid in steps", input.currency), quote.totals.rounding));
    }
    Ok(steps)
}

/// A rate as people read it: `8.875 %`.
fn percent(rate: Ppm) -> String {
    let (whole, rest) = (rate.get() / 10_000, rate.get() % 10_000);
    let text = format!("{whole}.{rest:04}");
    format!("{} %", text.trim_end_matches('0').trim_end_matches('.'))
}

impl Quote {
    /// A name of this very price: equal for two quotes only if a buyer pays the same for the same.
    ///
    /// SHA-256 over lines and totals; titles may change without changing it.
    pub fn fingerprint(&self) -> String {
        let mut text = format!("quote-1;{}", self.totals.total.currency());
        for item in &self.items {
            let (unit, tax, total) = (item.unit_price.minor(), item.tax.minor(), item.total.minor());
            let count = item.quantity.get();
            let _infallible = write!(text, ";{},{count},{unit},{},{tax},{total}", item.variant_id, item.tax_rate_ppm);
        }
        // A rounding follows from the others, so a fingerprint from before there was one still holds.
        let Totals { subtotal, shipping, tax, total, .. } = self.totals;
        let totals = [subtotal, shipping, self.shipping_tax, tax, total].map(Money::minor);
        let _infallible = write!(text, ";{totals:?};{}", self.complete);
        sha256_hex(text)
    }
}

#[cfg(test)]
mod tests;
