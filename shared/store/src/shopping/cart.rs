//! Carts: one item each, found by the shopper alone.

use domain::shopping::cart::{Cart, CartOwner};
use kernel::time::after;
use table::{Entity, Indexes, Key, Partition, Person, Shape, Stored, Table, TableFault, key};

use super::partitions;

/// How long an untouched cart of a guest is kept, in seconds.
pub const GUEST_RETENTION: i64 = 30 * 24 * 3600;
/// How long an untouched cart of a customer is kept, in seconds.
pub const CUSTOMER_RETENTION: i64 = 365 * 24 * 3600;

/// The item of a [`Cart`].
#[derive(Debug)]
pub struct CartRecord;

impl CartRecord {
    /// Where a shopper's cart is.
    pub fn at(shopper: CartOwner) -> Key {
        match shopper {
            CartOwner::User(user) => key!("SHOPPER", user; "CART"),
            CartOwner::Guest(guest) => key!("SHOPPER", guest; "CART"),
        }
    }
}

impl Entity for CartRecord {
    type Value = Cart;
    const TYPE: &'static str = "Cart";
    const SHAPE: Shape = Shape::at("SHOPPER#{usr or gst}", "CART");
    const PERSON: Person = Person::shown("cart", "What is in your cart, and where it would be sent.");
    const PARTITION: Partition = partitions::SHOPPER;

    fn key(cart: &Cart) -> Key {
        Self::at(cart.shopper)
    }

    fn indexes(cart: &Cart) -> Indexes {
        let retention = if cart.shopper.user().is_some() { CUSTOMER_RETENTION } else { GUEST_RETENTION };
        Indexes { expires_at: Some(after(cart.touched_at, retention)), ..Indexes::default() }
    }
}

/// Carts, by their access pattern.
pub struct Carts<'a> {
    pub(crate) table: &'a Table,
}

impl Carts<'_> {
    /// The cart of a shopper.
    pub async fn of(&self, shopper: CartOwner) -> Result<Option<Stored<CartRecord>>, TableFault> {
        self.table.get(&CartRecord::at(shopper)).await
    }
}
