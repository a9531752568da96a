//! Wishlists: the lists of a shopper, an item for each wish, and which list a shared link opens.

use domain::shopping::cart::CartOwner;
use domain::shopping::wishlist::{Wish, Wishlists};
use kernel::id::{VariantId, WishlistId};
use kernel::key::Part;
use kernel::time::after;
use table::unique::{Claimed, Unique};
use table::{Entity, Index, Indexes, Key, Partition, Person, Query, Shape, Stored, Table, TableFault, key, part};

use super::partitions;

/// How long a guest's wishes are kept, in seconds; a customer's stay.
const GUEST_RETENTION: i64 = 90 * 24 * 3600;

/// The item of [`Wishlists`].
#[derive(Debug)]
pub struct WishlistsRecord;

impl WishlistsRecord {
    /// Where a shopper's lists are.
    pub fn at(shopper: CartOwner) -> Key {
        match shopper {
            CartOwner::User(user) => key!("SHOPPER", user; "WISHLISTS"),
            CartOwner::Guest(guest) => key!("SHOPPER", guest; "WISHLISTS"),
        }
    }
}

impl Entity for WishlistsRecord {
    type Value = Wishlists;
    const TYPE: &'static str = "Wishlists";
    const SHAPE: Shape = Shape::at("SHOPPER#{usr or gst}", "WISHLISTS");
    const PERSON: Person = Person::shown("wishlists", "Your wishlists.");
    const PARTITION: Partition = partitions::SHOPPER;

    fn key(lists: &Wishlists) -> Key {
        Self::at(lists.shopper)
    }

    fn indexes(lists: &Wishlists) -> Indexes {
        let is_guest = lists.shopper.user().is_none();
        Indexes { expires_at: is_guest.then(|| after(lists.touched_at, GUEST_RETENTION)), ..Indexes::default() }
    }
}

/// The item of a [`Wish`].
#[derive(Debug)]
pub struct WishRecord;

impl WishRecord {
    /// Where the wish for `variant` is that stands in a list of a shopper.
    pub fn at(shopper: CartOwner, list: WishlistId, variant: VariantId) -> Key {
        match shopper {
            CartOwner::User(user) => key!("SHOPPER", user; "WISH", list, variant),
            CartOwner::Guest(guest) => key!("SHOPPER", guest; "WISH", list, variant),
        }
    }
}

impl Entity for WishRecord {
    type Value = Wish;
    const TYPE: &'static str = "Wish";
    const SHAPE: Shape = Shape::at("SHOPPER#{usr or gst}", "WISH#{wsh}#{var}");
    const PERSON: Person = Person::shown("wishes", "What stands in your wishlists.");
    const PARTITION: Partition = partitions::SHOPPER;

    fn key(wish: &Wish) -> Key {
        Self::at(wish.shopper, wish.list, wish.variant)
    }

    fn indexes(wish: &Wish) -> Indexes {
        let is_guest = wish.shopper.user().is_none();
        Indexes { expires_at: is_guest.then(|| after(wish.added_at, GUEST_RETENTION)), ..Indexes::default() }
    }
}

/// That a link opens a list: the digest of its token belongs to the list of a shopper.
pub fn link_claim(token: &str, shopper: CartOwner, list: WishlistId) -> Claimed {
    Claimed::new(partitions::WISHLIST_LINK, &Part::sha(token), format!("{shopper} {list}"))
}

/// Wishlists, by their access patterns.
pub struct WishlistStore<'a> {
    pub(crate) table: &'a Table,
}

impl WishlistStore<'_> {
    /// The lists of a shopper.
    pub async fn of(&self, shopper: CartOwner) -> Result<Option<Stored<WishlistsRecord>>, TableFault> {
        self.table.get(&WishlistsRecord::at(shopper)).await
    }

    /// All wishes of a list, at most five hundred, in the order of their variants' ids.
    pub async fn wishes(&self, shopper: CartOwner, list: WishlistId) -> Result<Vec<Stored<WishRecord>>, TableFault> {
        self.table.collect(&in_list(shopper, list)).await?.take_all()
    }

    /// Ends the link with `token`, whether it is there or not: its list is about to be erased.
    pub async fn erase_link(&self, token: &str) -> Result<(), TableFault> {
        self.table.erase(&Unique::at(partitions::WISHLIST_LINK, &Part::sha(token))).await
    }

    /// Whose list, and which, the link with `token` opens.
    pub async fn shared(&self, token: &str) -> Result<Option<(CartOwner, WishlistId)>, TableFault> {
        let claimed: Option<Stored<Unique>> = self.table.owner_of(partitions::WISHLIST_LINK, &Part::sha(token)).await?;
        Ok(claimed.and_then(|claimed| {
            let (shopper, list) = claimed.owner.split_once(' ')?;
            Some((shopper.parse().ok()?, list.parse().ok()?))
        }))
    }
}

fn in_list(shopper: CartOwner, list: WishlistId) -> Query {
    let pk = match shopper {
        CartOwner::User(user) => part!("SHOPPER", user),
        CartOwner::Guest(guest) => part!("SHOPPER", guest),
    };
    Query::of(Index::Base, pk).prefix(format!("WISH#{list}#"))
}
