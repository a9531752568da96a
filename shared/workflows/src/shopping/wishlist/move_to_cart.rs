//! What stands in a wishlist is put into the cart.

use std::collections::BTreeSet;

use context::{Committed as _, Context};
use domain::shopping::cart::{Cart, CartFault, CartOwner, MAX_LINES};
use domain::shopping::wishlist::{Wish, WishlistFault};
use kernel::fault::Fault as _;
use kernel::id::{VariantId, WishlistId};
use store::shopping::cart::CartRecord;
use store::shopping::wishlist::WishlistsRecord;
use table::idempotency::{Answer, Command};
use table::{Key, Stored, Tx};

use super::fault::WishlistEditFault;
use super::read::place;
use crate::shopping::cart::price::{Facts, variant_keys};
use crate::shopping::cart::update::{EditFault, put_in};

/// What became of one wish.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MovedWish {
    /// Its variant.
    pub variant: VariantId,
    /// Why it stayed in the list, as a problem code and in words; nothing if it is in the cart now.
    pub refusal: Option<(&'static str, String)>,
}

/// What became of the wishes of a list.
#[derive(Clone, Debug)]
pub struct Moved {
    /// Wish by wish, newest first.
    pub wishes: Vec<MovedWish>,
    /// The version of the cart from now on.
    pub cart_version: u64,
}

/// Puts the wishes of a list of `shopper` into their cart, all or those for `variants`, and takes those out of the list.
///
/// What cannot be had stays in the list, and it is said why. Three reads and one transaction. `command` makes it happen once,
/// and `answer` is what its record keeps.
pub async fn move_to_cart(
    cx: &Context,
    shopper: CartOwner,
    id: WishlistId,
    variants: Option<&BTreeSet<VariantId>>,
    command: Option<&Command>,
    answer: impl Fn(&Moved) -> Answer,
) -> Result<Moved, WishlistEditFault> {
    cx.again(|| async {
        let mut wishes = cx.store.wishlists().wishes(shopper, id).await?;
        wishes.retain(|wish| variants.is_none_or(|variants| variants.contains(&wish.variant)));
        wishes.sort_by_key(|wish| std::cmp::Reverse(place(wish)));
        // A cart has no room for more, so nothing needs to be known of them.
        let beyond = wishes.split_off(wishes.len().min(MAX_LINES));
        let mut keys: Vec<Key> = wishes.iter().flat_map(|wish| variant_keys(wish.variant)).collect();
        keys.extend([WishlistsRecord::at(shopper), CartRecord::at(shopper)]);
        let mut items = cx.store.table().batch(&keys).await?;
        let stored = items.take::<WishlistsRecord>(&WishlistsRecord::at(shopper))?;
        let stored = stored.ok_or(WishlistFault::Unknown)?;
        let mut lists = (*stored).clone();
        lists.list(id)?;
        let cart: Option<Stored<CartRecord>> = items.take(&CartRecord::at(shopper))?;
        let mut facts = Facts::default();
        facts.take(cx, items).await?;
        let mut filled = cart.as_deref().cloned().unwrap_or_else(|| Cart::new(shopper, cx.settings.currency, cx.now));
        let mut tx = Tx::<WishlistEditFault>::new();
        let (mut told, mut moved) = (Vec::new(), 0);
        for wish in &wishes {
            let refusal = put_into(cx, &mut filled, &facts, wish).err();
            if refusal.is_none() {
                tx = tx.delete(wish);
                moved += 1;
            }
            told.push(told_of(wish, refusal));
        }
        told.extend(beyond.iter().map(|wish| told_of(wish, Some(CartFault::LineLimit.into()))));
        let version = cart.as_ref().map_or(0, Stored::version);
        if moved > 0 {
            lists.remove(id, moved, cx.now)?;
            tx = tx.save(cart.as_ref(), &filled).replace(&stored, &lists);
        }
        let done = Moved { wishes: told, cart_version: version + u64::from(moved > 0) };
        tx = tx.once(command, &answer(&done));
        if tx.is_empty() {
            return Ok(Some(done));
        }
        tx.commit(cx.store.table()).await.or_again(done)
    })
    .await
}

fn told_of(wish: &Wish, refusal: Option<EditFault>) -> MovedWish {
    let refusal = refusal.map(|fault| (fault.code(), fault.to_string()));
    MovedWish { variant: wish.variant, refusal }
}

/// Puts what is wished for into `cart`, which stays as it is if that cannot be.
fn put_into(cx: &Context, cart: &mut Cart, facts: &Facts, wish: &Wish) -> Result<(), EditFault> {
    let (variant, cells) = facts.for_sale(wish.variant).ok_or(EditFault::UnknownVariant)?;
    let mut tried = cart.clone();
    put_in(cx, &mut tried, variant, cells, wish.quantity)?;
    *cart = tried;
    Ok(())
}
