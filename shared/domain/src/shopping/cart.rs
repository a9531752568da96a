//! Carts.

use std::fmt;
use std::str::FromStr;

use kernel::currency::Currency;
use kernel::email::Email;
use kernel::faults;
use kernel::id::{GuestId, LineId, MalformedId, OrderId, ReservationId, UserId, VariantId};
use kernel::money::Money;
use kernel::quantity::Quantity;
use kernel::time::Timestamp;
use serde::{Deserialize, Serialize};

use crate::profiles::address::Address;
use crate::shipping::method::ShippingMethodCode;

/// The most lines of a cart: an order of as many fits one transaction.
pub const MAX_LINES: usize = 50;

/// Whose cart it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum CartOwner {
    /// A user, logged in.
    User(UserId),
    /// Somebody without an account.
    Guest(GuestId),
}

impl CartOwner {
    /// The user, if it is one.
    pub fn user(self) -> Option<UserId> {
        match self {
            Self::User(user) => Some(user),
            Self::Guest(_) => None,
        }
    }
}

impl fmt::Display for CartOwner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::User(user) => user.fmt(f),
            Self::Guest(guest) => guest.fmt(f),
        }
    }
}

impl FromStr for CartOwner {
    type Err = MalformedId;

    fn from_str(text: &str) -> Result<Self, MalformedId> {
        if text.starts_with(GuestId::PREFIX) { text.parse().map(Self::Guest) } else { text.parse().map(Self::User) }
    }
}

impl TryFrom<String> for CartOwner {
    type Error = MalformedId;

    fn try_from(text: String) -> Result<Self, MalformedId> {
        text.parse()
    }
}

impl From<CartOwner> for String {
    fn from(shopper: CartOwner) -> String {
        shopper.to_string()
    }
}

/// Some units of one variant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CartItem {
    /// The line, which becomes the order's.
    pub id: LineId,
    /// What.
    pub variant: VariantId,
    /// How many.
    pub quantity: Quantity,
    /// When it was first added.
    pub added_at: Timestamp,
    /// What one cost when it was last added, to tell the shopper if that changes.
    pub seen_price: Money,
}

/// The price that the shopper was last shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quoted {
    /// The quote's fingerprint.
    pub fingerprint: String,
    /// What it came to.
    pub total: Money,
}

/// An order that was made of a cart and is not placed yet.
///
/// It says nothing of how the order stands: one that was called off, or has expired, is of no consequence any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenCheckout {
    /// The order.
    pub order: OrderId,
    /// Under what name it holds its stock.
    pub reservation: ReservationId,
    /// Until when it waits for its payment.
    pub pay_by: Timestamp,
}

/// What somebody is about to buy.
///
/// It stays until its order is placed: only then does it lose what was bought. A variant has at most one line. Every change
/// forgets `quoted`: a price is for one content of the cart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cart {
    /// Whose it is.
    pub shopper: CartOwner,
    /// How often it was emptied: the contents of two orders are never one generation.
    pub generation: u32,
    /// The currency of every price in it.
    pub currency: Currency,
    /// In the order of adding; at most [`MAX_LINES`].
    #[serde(default)]
    pub lines: Vec<CartItem>,
    /// Where to write to; for users their account's address serves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<Email>,
    /// Where to deliver to.
    #[serde(rename = "address", default, skip_serializing_if = "Option::is_none")]
    pub shipping_address: Option<Address>,
    /// How to deliver.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shipping_method: Option<ShippingMethodCode>,
    /// The price last shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quoted: Option<Quoted>,
    /// The orders that were made of it: the last check-out's, and that of a guest's cart which joined it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checkouts: Vec<OpenCheckout>,
    /// When it last changed.
    pub touched_at: Timestamp,
}

impl Cart {
    /// An empty cart.
    pub fn new(shopper: CartOwner, currency: Currency, now: Timestamp) -> Self {
        Self {
            shopper,
            generation: 0,
            currency,
            lines: Vec::new(),
            email: None,
            shipping_address: None,
            shipping_method: None,
            quoted: None,
            checkouts: Vec::new(),
            touched_at: now,
        }
    }

    /// Whether nothing is in it.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// How many units are in it.
    pub fn unit_count(&self) -> u32 {
        self.lines.iter().map(|line| line.quantity.get()).sum()
    }

    /// The line `id`.
    pub fn line(&self, id: LineId) -> Option<&CartItem> {
        self.lines.iter().find(|line| line.id == id)
    }

    /// Puts units of a variant in, onto its line or onto the new line `id`, and says which.
    pub fn add(
        &mut self,
        id: LineId,
        variant: VariantId,
        quantity: Quantity,
        price: Money,
        now: Timestamp,
    ) -> Result<LineId, CartFault> {
        if price.currency() != self.currency {
            return Err(CartFault::CurrencyMismatch { cart: self.currency, other: price.currency() });
        }
        let added = if let Some(line) = self.lines.iter_mut().find(|line| line.variant == variant) {
            line.quantity = line.quantity.checked_add(quantity).map_err(|_| CartFault::QuantityLimit)?;
            line.seen_price = price;
            line.id
        } else {
            if self.lines.len() >= MAX_LINES {
                return Err(CartFault::LineLimit);
            }
            self.lines.push(CartItem { id, variant, quantity, added_at: now, seen_price: price });
            id
        };
        self.touch(now);
        Ok(added)
    }

    /// Changes how many units a line has.
    pub fn set_quantity(&mut self, id: LineId, quantity: Quantity, now: Timestamp) -> Result<(), CartFault> {
        let line = self.lines.iter_mut().find(|line| line.id == id).ok_or(CartFault::UnknownLine)?;
        line.quantity = quantity;
        self.touch(now);
        Ok(())
    }

    /// Takes a line out.
    pub fn remove(&mut self, id: LineId, now: Timestamp) -> Result<(), CartFault> {
        let position = self.lines.iter().position(|line| line.id == id).ok_or(CartFault::UnknownLine)?;
        self.lines.remove(position);
        self.touch(now);
        Ok(())
    }

    /// Starts over: nothing in it, nothing known about its delivery, the next generation. An order that was made of it stays
    /// its order.
    pub fn clear(&mut self, now: Timestamp) {
        let checkouts = std::mem::take(&mut self.checkouts);
        let generation = self.generation.saturating_add(1);
        *self = Self { generation, checkouts, ..Self::new(self.shopper, self.currency, now) };
    }

    /// Remembers the order that was just made of it, instead of any before. Its contents, and their price, stay.
    pub fn check_out(&mut self, checkout: OpenCheckout, now: Timestamp) {
        self.checkouts = vec![checkout];
        self.touched_at = now;
    }

    /// Takes out what `order` bought, now that it is placed; says whether the order was this cart's.
    ///
    /// A variant has one line, so what was bought is found by its variant, also where a line has joined another at log-in.
    /// What was put in meanwhile stays; a cart that is left with nothing starts over.
    pub fn take_out(&mut self, order: OrderId, bought: &[(VariantId, Quantity)], now: Timestamp) -> bool {
        let before = self.checkouts.len();
        self.checkouts.retain(|checkout| checkout.order != order);
        if self.checkouts.len() == before {
            return false;
        }
        for (variant, quantity) in bought {
            let Some(position) = self.lines.iter().position(|line| line.variant == *variant) else { continue };
            let Some(line) = self.lines.get_mut(position) else { continue };
            match Quantity::try_from(i64::from(line.quantity) - i64::from(*quantity)) {
                Ok(left) => line.quantity = left,
                Err(_) => drop(self.lines.remove(position)),
            }
        }
        if self.is_empty() {
            self.clear(now);
        } else {
            self.touch(now);
        }
        true
    }

    /// Says where to write to.
    pub fn set_email(&mut self, email: Email, now: Timestamp) {
        self.email = Some(email);
        self.touch(now);
    }

    /// Says where to deliver to.
    pub fn set_shipping_address(&mut self, address: Address, now: Timestamp) {
        self.shipping_address = Some(address);
        self.touch(now);
    }

    /// Says how to deliver.
    pub fn set_shipping_method(&mut self, method: ShippingMethodCode, now: Timestamp) {
        self.shipping_method = Some(method);
        self.touch(now);
    }

    /// Notes a change of the contents.
    pub(super) fn touch(&mut self, now: Timestamp) {
        self.quoted = None;
        self.touched_at = now;
    }
}

faults! {
    /// A change of a cart that is refused.
    #[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
    pub enum CartFault {
        /// The line would have more units than one may.
        #[error("a line has at most {} units", Quantity::MAX)]
        QuantityLimit => Invalid "quantity_limit" at "/quantity";
        /// The cart has as many lines as one may.
        #[error("a cart has at most {MAX_LINES} lines")]
        LineLimit => Invalid "cart_line_limit";
        /// No such line.
        #[error("the cart has no such line")]
        UnknownLine => Missing "not_found";
        /// A price in another currency than the cart's.
        #[error("{other} cannot go into a cart in {cart}")]
        CurrencyMismatch {
            /// The cart's currency.
            cart: Currency,
            /// The other.
            other: Currency,
        } => Invalid "currency_mismatch";
    }
}

/// Something the shopper should know about their cart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct CartWarning {
    /// What kind of thing.
    pub code: CartWarningCode,
    /// About which variant.
    pub variant_id: VariantId,
    /// In words.
    pub message: String,
}

/// The kinds of warning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CartWarningCode {
    /// There are fewer than wanted, so the line has fewer.
    QuantityReduced,
    /// The line did not fit the cart.
    CartLineLimit,
    /// There are fewer than the line wants.
    InsufficientStock,
    /// It is not sold any more.
    VariantUnavailable,
    /// The price differs from when it was added.
    PriceChanged,
}

#[cfg(test)]
mod tests;
