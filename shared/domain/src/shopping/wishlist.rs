//! Wishlists. What a shopper would like to have, in lists of which one is the default.
//!
//! All lists of a shopper are one value, so that there is never a second default and never an eleventh list. What stands in
//! them is kept wish by wish.

use kernel::faults;
use kernel::id::{VariantId, WishlistId};
use kernel::money::Money;
use kernel::quantity::Quantity;
use kernel::secret::LinkKey;
use kernel::text::Text;
use kernel::time::Timestamp;
use serde::{Deserialize, Serialize};

use super::cart::CartOwner;

/// The most lists of one customer.
pub const MOST_WISHLISTS: usize = 10;
/// The most lists of a guest: the one that joins the account's default at log-in.
pub const MOST_WISHLISTS_OF_GUESTS: usize = 1;
/// The most wishes of a list.
pub const MOST_WISHES: u32 = 500;
/// The most wishes of a guest: so many move into an account in one transaction.
pub const MOST_WISHES_OF_GUESTS: u32 = 40;

/// What the token of a shared list is derived for, so that it is none of anything else.
const TOKEN_PURPOSE: &str = "wishlist";

/// The name of a list.
pub type WishlistName = Text<100>;

/// One list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wishlist {
    /// Which one.
    pub id: WishlistId,
    /// What its owner calls it; the first has no name until it is given one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<WishlistName>,
    /// How many wishes stand in it.
    #[serde(default)]
    pub wishes: u32,
    /// How often it was given a link.
    #[serde(default)]
    pub links: u32,
    /// Whether the last of these links is good.
    #[serde(default)]
    pub is_shared: bool,
    /// When it was begun.
    pub created_at: Timestamp,
}

/// The lists of a shopper. As long as there is one, there is exactly one default.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wishlists {
    /// Whose they are.
    pub shopper: CartOwner,
    /// The lists, oldest first.
    #[serde(default)]
    pub lists: Vec<Wishlist>,
    /// The list that a wish goes into unless it is said which.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<WishlistId>,
    /// When they last changed.
    pub touched_at: Timestamp,
}

/// A variant that somebody would like to have. A variant stands in a list once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wish {
    /// Whose it is.
    pub shopper: CartOwner,
    /// The list.
    pub list: WishlistId,
    /// What.
    pub variant: VariantId,
    /// How many.
    pub quantity: Quantity,
    /// What one cost when it was wished for.
    pub seen_price: Money,
    /// When it was wished for.
    pub added_at: Timestamp,
}

faults! {
    /// A change of wishlists that is refused.
    #[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
    pub enum WishlistFault {
        /// There are as many lists as one may have.
        #[error("you have {most} wishlists at most")]
        TooMany {
            /// How many one may have.
            most: usize,
        } => Conflict "wishlist_limit" with { "limit": most };
        /// The list has as many wishes as it may.
        #[error("a wishlist has {most} items at most")]
        Full {
            /// How many it may have.
            most: u32,
        } => Conflict "wishlist_full" with { "limit": most };
        /// There is no such list.
        #[error("there is no such wishlist")]
        Unknown => Missing "not_found";
    }
}

/// The token of the link `number` of a list.
pub fn wishlist_token(key: &LinkKey, list: WishlistId, number: u32) -> String {
    key.token(TOKEN_PURPOSE, &format!("{list}.{number}"))
}

impl Wishlists {
    /// No lists yet.
    pub fn empty(shopper: CartOwner, now: Timestamp) -> Self {
        Self { shopper, lists: Vec::new(), default: None, touched_at: now }
    }

    /// How many lists their owner may have.
    pub fn most(&self) -> usize {
        if self.shopper.user().is_some() { MOST_WISHLISTS } else { MOST_WISHLISTS_OF_GUESTS }
    }

    /// How many wishes each list may have.
    pub fn most_wishes(&self) -> u32 {
        if self.shopper.user().is_some() { MOST_WISHES } else { MOST_WISHES_OF_GUESTS }
    }

    /// The list `id`.
    pub fn list(&self, id: WishlistId) -> Result<&Wishlist, WishlistFault> {
        self.lists.iter().find(|list| list.id == id).ok_or(WishlistFault::Unknown)
    }

    /// Begins the list `id`; the first is the default.
    pub fn create(&mut self, id: WishlistId, name: Option<WishlistName>, now: Timestamp) -> Result<(), WishlistFault> {
        if self.lists.len() >= self.most() {
            return Err(WishlistFault::TooMany { most: self.most() });
        }
        self.lists.push(Wishlist { id, name, wishes: 0, links: 0, is_shared: false, created_at: now });
        self.default.get_or_insert(id);
        self.touched_at = now;
        Ok(())
    }

    /// Gives a list another name.
    pub fn rename(&mut self, id: WishlistId, name: WishlistName, now: Timestamp) -> Result<(), WishlistFault> {
        self.change(id, now)?.name = Some(name);
        Ok(())
    }

    /// Makes a list the default; the one before is none any more.
    pub fn choose(&mut self, id: WishlistId, now: Timestamp) -> Result<(), WishlistFault> {
        self.change(id, now)?;
        self.default = Some(id);
        Ok(())
    }

    /// Ends a list; the oldest of the others takes over as default.
    pub fn delete(&mut self, id: WishlistId, now: Timestamp) -> Result<(), WishlistFault> {
        self.change(id, now)?;
        self.lists.retain(|list| list.id != id);
        if self.default == Some(id) {
            self.default = self.lists.first().map(|list| list.id);
        }
        Ok(())
    }

    /// Counts one wish more.
    pub fn add(&mut self, id: WishlistId, now: Timestamp) -> Result<(), WishlistFault> {
        let most = self.most_wishes();
        let list = self.change(id, now)?;
        if list.wishes >= most {
            return Err(WishlistFault::Full { most });
        }
        list.wishes += 1;
        Ok(())
    }

    /// Counts `gone` wishes less.
    pub fn remove(&mut self, id: WishlistId, gone: u32, now: Timestamp) -> Result<(), WishlistFault> {
        let list = self.change(id, now)?;
        list.wishes = list.wishes.saturating_sub(gone);
        Ok(())
    }

    /// Gives a list a new link, instead of the one before; says its number.
    pub fn share(&mut self, id: WishlistId, now: Timestamp) -> Result<u32, WishlistFault> {
        let list = self.change(id, now)?;
        list.links = list.links.saturating_add(1);
        list.is_shared = true;
        Ok(list.links)
    }

    /// Ends the link of a list.
    pub fn unshare(&mut self, id: WishlistId, now: Timestamp) -> Result<(), WishlistFault> {
        self.change(id, now)?.is_shared = false;
        Ok(())
    }

    fn change(&mut self, id: WishlistId, now: Timestamp) -> Result<&mut Wishlist, WishlistFault> {
        self.touched_at = now;
        self.lists.iter_mut().find(|list| list.id == id).ok_or(WishlistFault::Unknown)
    }
}

#[cfg(test)]
mod tests {
    use kernel::fault::Fault as _;
    use kernel::id::{GuestId, UserId};
    use proptest::prelude::*;

    use super::*;
    use crate::example::{at, ulid};

    fn id(number: u128) -> WishlistId {
        WishlistId::from_ulid(ulid(number))
    }

    fn lists(numbers: &[u128]) -> Wishlists {
        let mut lists = Wishlists::empty(CartOwner::User(UserId::from_ulid(ulid(1))), at(0));
        for number in numbers {
            lists.create(id(*number), None, at(0)).unwrap();
        }
        lists
    }

    #[test]
    fn the_first_list_is_the_default_and_the_oldest_inherits() {
        let mut lists = lists(&[1, 2, 3]);
        assert_eq!(lists.default, Some(id(1)));
        lists.choose(id(3), at(1)).unwrap();
        lists.delete(id(3), at(2)).unwrap();
        assert_eq!((lists.default, lists.touched_at), (Some(id(1)), at(2)));
        lists.delete(id(1), at(3)).unwrap();
        lists.delete(id(2), at(3)).unwrap();
        assert_eq!(lists.default, None);
        assert_eq!(lists.choose(id(1), at(4)), Err(WishlistFault::Unknown));
    }

    #[test]
    fn there_are_ten_lists_and_one_of_a_guest() {
        let mut ten = lists(&[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
        let fault = ten.create(id(11), None, at(0)).unwrap_err();
        assert_eq!((fault.code(), fault.members()["limit"].clone()), ("wishlist_limit", 10.into()));
        let mut guest = Wishlists::empty(CartOwner::Guest(GuestId::from_ulid(ulid(2))), at(0));
        guest.create(id(1), None, at(0)).unwrap();
        assert_eq!(guest.create(id(2), None, at(0)), Err(WishlistFault::TooMany { most: 1 }));
        for _ in 0..MOST_WISHES_OF_GUESTS {
            guest.add(id(1), at(0)).unwrap();
        }
        assert_eq!(guest.add(id(1), at(0)), Err(WishlistFault::Full { most: 40 }));
    }

    #[test]
    fn each_link_has_a_token_of_its_own() {
        let key = LinkKey::from_hex(&"07".repeat(32)).unwrap();
        let mut lists = lists(&[1]);
        let (first, second) = (lists.share(id(1), at(0)).unwrap(), lists.share(id(1), at(0)).unwrap());
        let tokens = [first, second].map(|number| wishlist_token(&key, id(1), number));
        assert_ne!(tokens[0], tokens[1]);
        assert_ne!(tokens[0], wishlist_token(&key, id(2), first));
        lists.unshare(id(1), at(0)).unwrap();
        assert!(!lists.list(id(1)).unwrap().is_shared);
        assert_eq!(lists.share(id(1), at(0)), Ok(3), "an ended link does not come back");
    }

    proptest! {
        #[test]
        fn there_is_exactly_one_default_as_long_as_there_is_a_list(
            steps in prop::collection::vec((0..3_u8, 1..14_u128), 0..60),
        ) {
            let mut lists = lists(&[]);
            for (step, number) in steps {
                let _ = match step {
                    0 if lists.list(id(number)).is_err() => lists.create(id(number), None, at(0)),
                    1 => lists.delete(id(number), at(0)),
                    _ => lists.choose(id(number), at(0)),
                };
                prop_assert!(lists.lists.len() <= MOST_WISHLISTS);
                prop_assert_eq!(lists.default.is_some(), !lists.lists.is_empty());
                prop_assert!(lists.default.is_none_or(|default| lists.list(default).is_ok()));
            }
        }
    }
}
