//! A wishlist with what is known of its variants today.

use context::Context;
use domain::catalog::variant::Variant;
use domain::shopping::cart::CartOwner;
use domain::shopping::wishlist::{Wish, Wishlist, WishlistFault};
use kernel::id::WishlistId;
use kernel::time::sortable;
use store::shopping::wishlist::{WishRecord, WishlistsRecord};
use table::{Key, Page, PageRequest, Stored};

use super::fault::WishlistEditFault;
use crate::shopping::cart::price::{Facts, sellable, variant_keys};

/// A list, and some of what stands in it.
pub struct WishlistPage {
    /// The list.
    pub list: Wishlist,
    /// Whether it is the default.
    pub is_default: bool,
    /// Wishes, newest first.
    pub wishes: Page<Wish>,
    /// What is known of their variants.
    facts: Facts,
}

/// Reads a page of a list of `shopper`: two reads, and one more if a variant has several cells of stock.
pub async fn read_wishlist(
    cx: &Context,
    shopper: CartOwner,
    id: WishlistId,
    request: &PageRequest,
) -> Result<WishlistPage, WishlistEditFault> {
    let wishes = cx.store.wishlists().wishes(shopper, id).await?;
    let wishes: Page<Wish> = Page::of_whole(wishes, request, place)?.map(Stored::into_value);
    let lists = WishlistsRecord::at(shopper);
    let mut keys: Vec<Key> = wishes.items.iter().flat_map(|wish| variant_keys(wish.variant)).collect();
    keys.push(lists.clone());
    let mut items = cx.store.table().batch(&keys).await?;
    let lists: Stored<WishlistsRecord> = items.take(&lists)?.ok_or(WishlistFault::Unknown)?;
    let list = lists.list(id)?.clone();
    let mut facts = Facts::default();
    facts.take(cx, items).await?;
    Ok(WishlistPage { list, is_default: lists.default == Some(id), wishes, facts })
}

/// Where a wish stands in its list: the newest has the greatest place.
pub(super) fn place(wish: &Stored<WishRecord>) -> String {
    format!("{} {}", sortable(wish.added_at), wish.variant)
}

impl WishlistPage {
    /// The variant of a wish, if it is for sale, and how many units of it can be had.
    pub fn variant(&self, cx: &Context, wish: &Wish) -> Option<(&Variant, i64)> {
        let (variant, cells) = self.facts.for_sale(wish.variant)?;
        Some((variant, sellable(variant, &cells, cx.now)))
    }
}
