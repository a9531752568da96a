//! Carts: one item each, found by the shopper alone.

use domain::shopping::cart::{Cart, CartOwner};
use domain::shopping::merge::JoinedCart;
use kernel::id::GuestId;
use kernel::time::after;
use table::{Entity, Indexes, Key, Partition, Person, Shape, Stored, Table, TableFault, key};

use super::partitions;

/// How long an untouched cart of a guest is kept, in seconds.
pub const GUEST_RETENTION: i64 = 30 * 24 * 3600;
/// How long an untouched cart of a customer is kept, in seconds.
pub const CUSTOMER_RETENTION: i64 = 365 * 24 * 3600;

/// How long it is known what has become of a guest's cart with an open order, in seconds: longer than any order stays open.
const JOINED_RETENTION: i64 = 7 * 24 * 3600;

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

/// The item of a [`JoinedCart`].
#[derive(Debug)]
pub struct JoinedCartRecord;

impl JoinedCartRecord {
    /// Where it is noted what has become of a guest's cart.
    pub fn at(guest: GuestId) -> Key {
        key!("JOINED", guest; "CART")
    }
}

impl Entity for JoinedCartRecord {
    type Value = JoinedCart;
    const TYPE: &'static str = "JoinedCart";
    const SHAPE: Shape = Shape::at("JOINED#{gst}", "CART");
    const PERSON: Person = Person::Elsewhere("says which account a guest's cart has joined, by ids alone; expires");
    const PARTITION: Partition = partitions::JOINED;

    fn key(joined: &JoinedCart) -> Key {
        Self::at(joined.guest)
    }

    fn indexes(joined: &JoinedCart) -> Indexes {
        Indexes { expires_at: Some(after(joined.joined_at, JOINED_RETENTION)), ..Indexes::default() }
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

    /// The cart that an order of `shopper`'s was made of: where it is now, also if it has joined an account's since.
    pub async fn wherever(&self, shopper: CartOwner) -> Result<Option<Stored<CartRecord>>, TableFault> {
        let cart = self.of(shopper).await?;
        let CartOwner::Guest(guest) = shopper else { return Ok(cart) };
        if cart.is_some() {
            return Ok(cart);
        }
        match self.table.get::<JoinedCartRecord>(&JoinedCartRecord::at(guest)).await? {
            Some(joined) => self.of(CartOwner::User(joined.user)).await,
            None => Ok(None),
        }
    }
}
