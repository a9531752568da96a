//! Wishlists on the wire.

use domain::shopping::wishlist::{Wish, Wishlist, WishlistName};
use kernel::id::{VariantId, WishlistId};
use kernel::money::Money;
use kernel::quantity::Quantity;
use kernel::time::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;
use web::Cx;
use workflows::shopping::wishlist::fault::WishlistEditFault;
use workflows::shopping::wishlist::read::WishlistPage;
use workflows::shopping::wishlist::share::token_of;

use super::view::ItemVariantView;

/// A wishlist, without what stands in it.
#[derive(Debug, Serialize, ToSchema)]
pub struct WishlistView {
    /// Which one.
    pub id: WishlistId,
    /// What its owner calls it; `null` for the one that begins with the first wish.
    pub name: Option<WishlistName>,
    /// Whether wishes go into it unless another is named.
    pub default: bool,
    /// How many items stand in it.
    pub item_count: u32,
    /// The token of its link, if it is shared.
    pub share_token: Option<String>,
    /// When it was begun.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
}

impl WishlistView {
    /// A list as its owner sees it.
    pub fn of(cx: &Cx, list: &Wishlist, is_default: bool) -> Result<Self, WishlistEditFault> {
        Ok(Self {
            id: list.id,
            name: list.name.clone(),
            default: is_default,
            item_count: list.wishes,
            share_token: token_of(cx, list)?,
            created_at: list.created_at,
        })
    }
}

/// A wishlist with what stands in it.
#[derive(Debug, Serialize, ToSchema)]
pub struct WishlistPageView {
    #[serde(flatten)]
    list: WishlistView,
    /// What stands in it, newest first.
    items: Vec<WishlistItemView>,
    /// Hand it back as `cursor` to read on; `null` at the end.
    next_cursor: Option<String>,
}

/// A wishlist as those see it who have its link.
#[derive(Debug, Serialize, ToSchema)]
pub struct SharedWishlistView {
    /// What its owner calls it.
    name: Option<WishlistName>,
    /// How many items stand in it.
    item_count: u32,
    /// What stands in it, newest first.
    items: Vec<WishlistItemView>,
    /// Hand it back as `cursor` to read on; `null` at the end.
    next_cursor: Option<String>,
}

/// Something that is wished for.
#[derive(Debug, Serialize, ToSchema)]
pub struct WishlistItemView {
    /// The variant.
    variant_id: VariantId,
    /// How many.
    quantity: Quantity,
    /// What one cost when it was wished for.
    seen_price: Money,
    /// What one costs today; `null` if it is not for sale any more.
    price: Option<Money>,
    /// What the shop knows of the variant today; `null` if it is not for sale any more.
    variant: Option<ItemVariantView>,
    /// When it was wished for.
    #[schema(value_type = String, format = DateTime)]
    added_at: Timestamp,
}

fn items(cx: &Cx, page: &WishlistPage) -> Vec<WishlistItemView> {
    let view = |wish: &Wish| {
        let variant = page.variant(cx, wish);
        WishlistItemView {
            variant_id: wish.variant,
            quantity: wish.quantity,
            seen_price: wish.seen_price,
            price: variant.map(|(variant, _)| variant.price),
            variant: variant.map(|(variant, available)| ItemVariantView::of(variant, wish.quantity, available)),
            added_at: wish.added_at,
        }
    };
    page.wishes.items.iter().map(view).collect()
}

impl WishlistPageView {
    /// A page of a list as its owner sees it.
    pub fn of(cx: &Cx, page: WishlistPage) -> Result<Self, WishlistEditFault> {
        let list = WishlistView::of(cx, &page.list, page.is_default)?;
        Ok(Self { list, items: items(cx, &page), next_cursor: page.wishes.next_cursor })
    }
}

impl SharedWishlistView {
    /// A page of a list as others see it.
    pub fn of(cx: &Cx, page: WishlistPage) -> Self {
        let items = items(cx, &page);
        Self { name: page.list.name, item_count: page.list.wishes, items, next_cursor: page.wishes.next_cursor }
    }
}
