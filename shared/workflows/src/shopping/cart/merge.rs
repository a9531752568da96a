//! A guest's cart becomes part of the customer's at log-in.

use context::{Committed as _, Context};
use domain::shopping::cart::{Cart, CartFault, CartOwner, CartWarning};
use kernel::faults;
use kernel::id::UserId;
use store::shopping::cart::CartRecord;
use table::{Stored, TableFault, Tx};

use crate::shopping::cart::guest::cart_owner_of;
use crate::shopping::cart::price::{sellable, with_facts};

faults! {
    /// Why two carts did not become one.
    #[derive(Debug, thiserror::Error)]
    pub enum MergeFault {
        /// The cart's own rules.
        #[error(transparent)]
        Cart(#[from] CartFault);
        /// The table failed.
        #[error(transparent)]
        Table(#[from] TableFault);
    }
}

context::commit_fault!(MergeFault);

/// Moves everything from the guest's cart that `token` opens into the cart of `user`.
///
/// Equal variants are summed up to the stock; what could not be taken over whole is told. The guest's cart is gone
/// afterwards, in the same transaction, so units are neither lost nor doubled. No cart behind the token: nothing happens.
pub async fn merge_guest_cart(cx: &Context, user: UserId, token: &str) -> Result<Vec<CartWarning>, MergeFault> {
    let Some(guest) = cart_owner_of(token) else { return Ok(Vec::new()) };
    let (own_key, guest_key) = (CartRecord::at(CartOwner::User(user)), CartRecord::at(guest));
    cx.again(|| async {
        let mut items = cx.store.table().batch(&[own_key.clone(), guest_key.clone()]).await?;
        let own: Option<Stored<CartRecord>> = items.take(&own_key)?;
        let Some(guest): Option<Stored<CartRecord>> = items.take(&guest_key)? else { return Ok(Some(Vec::new())) };
        let mut cart =
            own.as_deref().cloned().unwrap_or_else(|| Cart::new(CartOwner::User(user), guest.currency, cx.now));
        let facts = with_facts(cx, (*guest).clone(), guest.version()).await?;
        let available = |variant| facts.variants.get(&variant).map_or(0, |known| sellable(known, &facts.cells, cx.now));
        let warnings = cart.merge(&guest, available, cx.now)?;
        let tx = Tx::<MergeFault>::new().save(own.as_ref(), &cart).delete(&guest);
        tx.commit(cx.store.table()).await.or_again(warnings)
    })
    .await
}
