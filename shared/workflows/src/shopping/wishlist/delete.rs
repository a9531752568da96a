//! A wishlist ends, with all that stands in it.

use context::{Committed as _, Context};
use domain::shopping::cart::CartOwner;
use domain::shopping::wishlist::WishlistFault;
use kernel::id::WishlistId;
use table::Tx;

use super::fault::WishlistEditFault;
use super::share::end_link;

/// The most wishes that go in one transaction, beside the lists and the link.
const AT_ONCE: usize = 90;

/// Ends a list of `shopper`, and its link. The oldest of the others takes over as default.
///
/// A long list goes piece by piece, the list itself with the last: what was broken off goes on when it is asked for again.
pub async fn delete_wishlist(cx: &Context, shopper: CartOwner, id: WishlistId) -> Result<(), WishlistEditFault> {
    cx.again(|| async {
        let stored = cx.store.wishlists().of(shopper).await?.ok_or(WishlistFault::Unknown)?;
        let mut lists = (*stored).clone();
        let list = lists.list(id)?.clone();
        let wishes = cx.store.wishlists().wishes(shopper, id).await?;
        let piece = wishes.get(..AT_ONCE).unwrap_or(&wishes);
        let is_last = piece.len() == wishes.len();
        let mut tx = Tx::<WishlistEditFault>::new();
        if is_last {
            lists.delete(id, cx.now)?;
            tx = end_link(cx, tx, &list)?;
        } else {
            lists.remove(id, u32::try_from(piece.len()).unwrap_or(u32::MAX), cx.now)?;
        }
        tx = piece.iter().fold(tx.replace(&stored, &lists), Tx::delete);
        let written: Result<Option<()>, WishlistEditFault> = tx.commit(cx.store.table()).await.or_again(());
        Ok(written?.filter(|()| is_last))
    })
    .await
}
