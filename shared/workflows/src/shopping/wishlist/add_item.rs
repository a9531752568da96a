//! Something is wished for.

use context::{Committed as _, Context};
use domain::catalog::product::ProductStatus;
use domain::shopping::cart::{Cart, CartOwner};
use domain::shopping::wishlist::{Wish, WishlistFault, Wishlists};
use kernel::id::{VariantId, WishlistId};
use kernel::quantity::Quantity;
use store::catalog::variant::VariantRecord;
use store::shopping::cart::CartRecord;
use store::shopping::wishlist::{WishRecord, WishlistsRecord};
use table::{Stored, Tx};

use super::fault::WishlistEditFault;

/// What is wished for.
#[derive(Clone, Copy, Debug)]
pub struct NewWish {
    /// The list; the default if none is named, which is begun if there is none.
    pub list: Option<WishlistId>,
    /// The variant.
    pub variant: VariantId,
    /// How many.
    pub quantity: Quantity,
}

/// What was wished for.
#[derive(Clone, Debug)]
pub struct Wished {
    /// The wish.
    pub wish: Wish,
    /// Whether it is new; else it stood there already, and has the quantity that was said now.
    pub is_new: bool,
}

/// What is there when something is wished for.
struct Before {
    lists: Option<Stored<WishlistsRecord>>,
    variant: Stored<VariantRecord>,
    has_cart: bool,
}

/// Puts a variant into a list of `shopper`: two reads and one write, and none if it stands there just so.
///
/// `is_fresh` says that the shopper is a guest whose token was just made: then a cart is begun with the list, for a token that
/// opens none is not taken.
pub async fn add_wish(
    cx: &Context,
    shopper: CartOwner,
    new: NewWish,
    is_fresh: bool,
) -> Result<Wished, WishlistEditFault> {
    let spare = WishlistId::mint(&*cx.ids, cx.now);
    cx.again(|| async {
        let before = read(cx, shopper, new.variant).await?;
        let is_known = shopper.user().is_some() || is_fresh || before.has_cart || before.lists.is_some();
        if !is_known {
            return Err(WishlistEditFault::UnknownCart);
        }
        let empty = || Wishlists::empty(shopper, cx.now);
        let mut lists = before.lists.as_deref().cloned().unwrap_or_else(empty);
        if new.list.is_none() && lists.default.is_none() {
            lists.create(spare, None, cx.now)?;
        }
        let id = meant(&lists, new.list)?;
        let stored: Option<Stored<WishRecord>> =
            cx.store.table().get(&WishRecord::at(shopper, id, new.variant)).await?;
        let wish = Wish {
            shopper,
            list: id,
            variant: new.variant,
            quantity: new.quantity,
            seen_price: before.variant.price,
            added_at: stored.as_ref().map_or(cx.now, |stored| stored.added_at),
        };
        let is_new = stored.is_none();
        let wished = Wished { wish, is_new };
        if stored.as_deref() == Some(&wished.wish) {
            return Ok(Some(wished));
        }
        let mut tx = Tx::<WishlistEditFault>::new().save(stored.as_ref(), &wished.wish);
        if is_new {
            lists.add(id, cx.now)?;
            tx = tx.save(before.lists.as_ref(), &lists);
        }
        if is_fresh && before.lists.is_none() {
            tx = tx.create::<CartRecord>(&Cart::new(shopper, cx.settings.currency, cx.now));
        }
        tx.commit(cx.store.table()).await.or_again(wished)
    })
    .await
}

async fn read(cx: &Context, shopper: CartOwner, variant: VariantId) -> Result<Before, WishlistEditFault> {
    let (lists, cart, variant) = (WishlistsRecord::at(shopper), CartRecord::at(shopper), VariantRecord::at(variant));
    let mut keys = vec![lists.clone(), variant.clone()];
    if shopper.user().is_none() {
        keys.push(cart.clone());
    }
    let mut items = cx.store.table().batch(&keys).await?;
    let variant: Option<Stored<VariantRecord>> = items.take(&variant)?;
    let variant = variant.filter(|variant| variant.status == ProductStatus::Active);
    Ok(Before {
        lists: items.take(&lists)?,
        has_cart: items.take::<CartRecord>(&cart)?.is_some(),
        variant: variant.ok_or(WishlistEditFault::UnknownVariant)?,
    })
}

/// The list that is meant: the one that is named, or else the default.
pub(super) fn meant(lists: &Wishlists, named: Option<WishlistId>) -> Result<WishlistId, WishlistFault> {
    let id = named.or(lists.default).ok_or(WishlistFault::Unknown)?;
    lists.list(id).map(|list| list.id)
}
