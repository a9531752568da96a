//! A wishlist gets another name, or becomes the default.

use context::{Committed as _, Context};
use domain::shopping::cart::CartOwner;
use domain::shopping::wishlist::{Wishlist, WishlistFault, WishlistName};
use kernel::id::WishlistId;
use table::Tx;

use super::fault::WishlistEditFault;

/// Changes what is said of a list of `shopper`: one read and one write. Says whether it is the default from now on.
pub async fn update_wishlist(
    cx: &Context,
    shopper: CartOwner,
    id: WishlistId,
    name: Option<&WishlistName>,
    becomes_default: bool,
) -> Result<(Wishlist, bool), WishlistEditFault> {
    cx.again(|| async {
        let stored = cx.store.wishlists().of(shopper).await?.ok_or(WishlistFault::Unknown)?;
        let mut lists = (*stored).clone();
        lists.list(id)?;
        if let Some(name) = name {
            lists.rename(id, name.clone(), cx.now)?;
        }
        if becomes_default {
            lists.choose(id, cx.now)?;
        }
        let changed = (lists.list(id)?.clone(), lists.default == Some(id));
        if lists == *stored {
            return Ok(Some(changed));
        }
        Tx::<WishlistEditFault>::new().replace(&stored, &lists).commit(cx.store.table()).await.or_again(changed)
    })
    .await
}
