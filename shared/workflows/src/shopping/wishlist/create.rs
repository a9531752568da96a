//! A wishlist is begun.

use context::{Committed as _, Context};
use domain::shopping::cart::CartOwner;
use domain::shopping::wishlist::{Wishlist, WishlistName, Wishlists};
use kernel::id::{UserId, WishlistId};
use table::Tx;
use table::idempotency::{Answer, Command};

use super::fault::WishlistEditFault;

/// Begins a list of `user`: one read and one write. `command` makes it happen once, and `answer` is what its record keeps.
pub async fn create_wishlist(
    cx: &Context,
    user: UserId,
    name: &WishlistName,
    is_default: bool,
    command: Option<&Command>,
    answer: impl Fn(&Wishlist, bool) -> Answer,
) -> Result<(Wishlist, bool), WishlistEditFault> {
    let id = WishlistId::mint(&*cx.ids, cx.now);
    let shopper = CartOwner::User(user);
    cx.again(|| async {
        let stored = cx.store.wishlists().of(shopper).await?;
        let mut lists = stored.as_deref().cloned().unwrap_or_else(|| Wishlists::empty(shopper, cx.now));
        lists.create(id, Some(name.clone()), cx.now)?;
        if is_default {
            lists.choose(id, cx.now)?;
        }
        let created = (lists.list(id)?.clone(), lists.default == Some(id));
        let tx = Tx::<WishlistEditFault>::new().save(stored.as_ref(), &lists);
        tx.once(command, &answer(&created.0, created.1)).commit(cx.store.table()).await.or_again(created)
    })
    .await
}
