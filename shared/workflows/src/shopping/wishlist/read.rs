//! A wishlist with what is known of its variants today.

use std::collections::BTreeMap;

use context::Context;
use domain::catalog::product::ProductStatus;
use domain::catalog::variant::Variant;
use domain::inventory::stock_level::StockLevel;
use domain::shopping::cart::CartOwner;
use domain::shopping::wishlist::{Wish, Wishlist, WishlistFault};
use kernel::id::{VariantId, WishlistId};
use kernel::time::sortable;
use store::catalog::variant::VariantRecord;
use store::inventory::stock_level::StockLevelRecord;
use store::shopping::wishlist::{WishRecord, WishlistsRecord};
use table::{Key, Page, PageRequest, Stored};

use super::fault::WishlistEditFault;
use crate::shopping::cart::price::{further_cells, sellable, variant_keys};

/// A list, and some of what stands in it.
pub struct WishlistPage {
    /// The list.
    pub list: Wishlist,
    /// Whether it is the default.
    pub is_default: bool,
    /// Wishes, newest first.
    pub wishes: Page<Wish>,
    /// Their variants, as far as they exist.
    variants: BTreeMap<VariantId, Variant>,
    /// The stock of these.
    cells: Vec<StockLevel>,
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
    let variants: BTreeMap<VariantId, Variant> =
        items.take_all::<VariantRecord>()?.into_iter().map(|variant| (variant.id, variant.into_value())).collect();
    let mut cells: Vec<StockLevel> =
        items.take_all::<StockLevelRecord>()?.into_iter().map(Stored::into_value).collect();
    cells.extend(further_cells(cx, variants.values()).await?);
    Ok(WishlistPage { list, is_default: lists.default == Some(id), wishes, variants, cells })
}

/// Where a wish stands in its list: the newest has the greatest place.
pub(super) fn place(wish: &Stored<WishRecord>) -> String {
    format!("{} {}", sortable(wish.added_at), wish.variant)
}

impl WishlistPage {
    /// The variant of a wish, if it is for sale.
    pub fn variant(&self, wish: &Wish) -> Option<&Variant> {
        self.variants.get(&wish.variant).filter(|variant| variant.status == ProductStatus::Active)
    }

    /// How many units of a wish's variant can be had.
    pub fn available(&self, cx: &Context, wish: &Wish) -> i64 {
        self.variant(wish).map_or(0, |variant| sellable(variant, &self.cells, cx.now))
    }
}
