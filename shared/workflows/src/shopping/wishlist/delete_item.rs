//! Something is wished for no more.

use context::{Committed as _, Context};
use domain::shopping::cart::CartOwner;
use domain::shopping::wishlist::WishlistFault;
use kernel::id::{VariantId, WishlistId};
use store::shopping::wishlist::WishRecord;
use table::{Stored, Tx};

use super::add_item::meant;
use super::fault::WishlistEditFault;

/// Takes a variant out of a list of `shopper`, of the default if none is named: two reads and one write.
pub async fn delete_wish(
    cx: &Context,
    shopper: CartOwner,
    list: Option<WishlistId>,
    variant: VariantId,
) -> Result<(), WishlistEditFault> {
    cx.again(|| async {
        let stored = cx.store.wishlists().of(shopper).await?.ok_or(WishlistFault::Unknown)?;
        let mut lists = (*stored).clone();
        let id = meant(&lists, list)?;
        let wish: Option<Stored<WishRecord>> = cx.store.table().get(&WishRecord::at(shopper, id, variant)).await?;
        let wish = wish.ok_or(WishlistEditFault::UnknownItem)?;
        lists.remove(id, 1, cx.now)?;
        let tx = Tx::<WishlistEditFault>::new().delete(&wish).replace(&stored, &lists);
        tx.commit(cx.store.table()).await.or_again(())
    })
    .await
}
