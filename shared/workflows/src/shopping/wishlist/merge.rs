//! A guest's wishlist becomes part of the account's default one at log-in.

use std::collections::BTreeSet;

use context::{Committed as _, Context};
use domain::shopping::cart::CartOwner;
use domain::shopping::wishlist::{Wish, Wishlists};
use kernel::id::{UserId, VariantId, WishlistId};
use store::shopping::wishlist::{WishRecord, WishlistsRecord};
use table::{Stored, Tx};

use super::fault::WishlistEditFault;
use super::read::place;
use super::share::end_link;
use crate::shopping::cart::guest::cart_owner_of;

/// Moves what the guest with `token` wished for into the default list of `user`, which is begun if there is none.
///
/// What stands in it already is there once. Nothing is lost: what the list has no room for stays with the guest's token. It is
/// one transaction; without wishes behind the token it is one read.
pub async fn merge_guest_wishlist(cx: &Context, user: UserId, token: &str) -> Result<(), WishlistEditFault> {
    let Some(guest) = cart_owner_of(token) else { return Ok(()) };
    let own = CartOwner::User(user);
    let spare = WishlistId::mint(&*cx.ids, cx.now);
    let (own_key, guest_key) = (WishlistsRecord::at(own), WishlistsRecord::at(guest));
    cx.again(|| async {
        let mut items = cx.store.table().batch(&[own_key.clone(), guest_key.clone()]).await?;
        let Some(theirs): Option<Stored<WishlistsRecord>> = items.take(&guest_key)? else { return Ok(Some(())) };
        let stored: Option<Stored<WishlistsRecord>> = items.take(&own_key)?;
        let mut lists = stored.as_deref().cloned().unwrap_or_else(|| Wishlists::empty(own, cx.now));
        if lists.default.is_none() {
            lists.create(spare, None, cx.now)?;
        }
        let id = lists.default.unwrap_or(spare);
        let known = known(cx, stored.as_ref(), own, id).await?;
        let mut tx = Tx::<WishlistEditFault>::new();
        let mut left = (*theirs).clone();
        for list in &theirs.lists {
            let mut wishes = cx.store.wishlists().wishes(guest, list.id).await?;
            wishes.sort_by_key(place);
            let mut moved: u32 = 0;
            for wish in &wishes {
                if !known.contains(&wish.variant) {
                    if lists.add(id, cx.now).is_err() {
                        break;
                    }
                    tx = tx.create::<WishRecord>(&Wish { shopper: own, list: id, ..(**wish).clone() });
                }
                tx = tx.delete(wish);
                moved += 1;
            }
            left.remove(list.id, moved, cx.now)?;
            if usize::try_from(moved) == Ok(wishes.len()) {
                tx = end_link(cx, tx, list)?;
                left.delete(list.id, cx.now)?;
            }
        }
        tx = tx.save(stored.as_ref(), &lists);
        tx = if left.lists.is_empty() { tx.delete(&theirs) } else { tx.replace(&theirs, &left) };
        tx.commit(cx.store.table()).await.or_again(())
    })
    .await
}

/// What stands in a list already; nothing is read if there was no list.
async fn known(
    cx: &Context,
    lists: Option<&Stored<WishlistsRecord>>,
    own: CartOwner,
    id: WishlistId,
) -> Result<BTreeSet<VariantId>, WishlistEditFault> {
    if lists.is_none_or(|lists| lists.list(id).is_err()) {
        return Ok(BTreeSet::new());
    }
    let wishes = cx.store.wishlists().wishes(own, id).await?;
    Ok(wishes.iter().map(|wish| wish.variant).collect())
}
