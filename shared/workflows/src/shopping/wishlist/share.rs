//! A wishlist is shown to whoever has its link, or to nobody any more.

use context::{Committed as _, Context};
use domain::shopping::cart::CartOwner;
use domain::shopping::wishlist::{Wishlist, WishlistFault, wishlist_token};
use kernel::id::WishlistId;
use kernel::key::Part;
use store::shopping::partitions;
use store::shopping::wishlist::link_claim;
use table::Tx;
use table::unique::Unique;

use super::fault::WishlistEditFault;

/// Gives a list of `shopper` a new link, and says its token. The link before is good no more: one read and one write.
pub async fn share_wishlist(cx: &Context, shopper: CartOwner, id: WishlistId) -> Result<String, WishlistEditFault> {
    cx.again(|| async {
        let stored = cx.store.wishlists().of(shopper).await?.ok_or(WishlistFault::Unknown)?;
        let mut lists = (*stored).clone();
        let before = lists.list(id)?.clone();
        let number = lists.share(id, cx.now)?;
        let token = wishlist_token(cx.settings.link_key()?, id, number);
        let tx = Tx::<WishlistEditFault>::new().replace(&stored, &lists);
        let tx = tx.create::<Unique>(&link_claim(&token, shopper, id));
        end_link(cx, tx, &before)?.commit(cx.store.table()).await.or_again(token)
    })
    .await
}

/// Ends the link of a list of `shopper`, if it has one.
pub async fn unshare_wishlist(cx: &Context, shopper: CartOwner, id: WishlistId) -> Result<(), WishlistEditFault> {
    cx.again(|| async {
        let stored = cx.store.wishlists().of(shopper).await?.ok_or(WishlistFault::Unknown)?;
        let mut lists = (*stored).clone();
        let before = lists.list(id)?.clone();
        if !before.is_shared {
            return Ok(Some(()));
        }
        lists.unshare(id, cx.now)?;
        let tx = Tx::<WishlistEditFault>::new().replace(&stored, &lists);
        end_link(cx, tx, &before)?.commit(cx.store.table()).await.or_again(())
    })
    .await
}

/// The token of a list's link, if it has one.
pub fn token_of(cx: &Context, list: &Wishlist) -> Result<Option<String>, WishlistEditFault> {
    let token = |key| wishlist_token(key, list.id, list.links);
    Ok(if list.is_shared { Some(token(cx.settings.link_key()?)) } else { None })
}

/// `tx` that ends the link of `list` as well, if it has one.
pub(super) fn end_link(
    cx: &Context,
    tx: Tx<WishlistEditFault>,
    list: &Wishlist,
) -> Result<Tx<WishlistEditFault>, WishlistEditFault> {
    let Some(token) = token_of(cx, list)? else { return Ok(tx) };
    Ok(tx.delete_existing(Unique::at(partitions::WISHLIST_LINK, &Part::sha(token))))
}
