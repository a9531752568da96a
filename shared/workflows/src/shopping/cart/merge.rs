//! A guest's cart becomes part of the customer's at log-in.

use context::{Committed as _, Context};
use domain::shopping::cart::{Cart, CartFault, CartOwner, CartWarning};
use domain::shopping::merge::JoinedCart;
use kernel::faults;
use kernel::id::UserId;
use store::shopping::cart::{CartRecord, JoinedCartRecord};
use table::{Stored, TableFault, Tx};

use crate::shopping::cart::guest::cart_owner_of;
use crate::shopping::cart::price::{sellable, with_facts, without_own_holds};

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
/// afterwards, in the same transaction, so units are neither lost nor doubled. If it had an order open, it is noted where it
/// went, so that what was bought is taken out of the account's cart. No cart behind the token: nothing happens.
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
        let cells = without_own_holds(facts.cells, &cart.checkouts);
        let available = |variant| facts.variants.get(&variant).map_or(0, |known| sellable(known, &cells, cx.now));
        let warnings = cart.merge(&guest, available, cx.now)?;
        let mut tx = Tx::<MergeFault>::new().save(own.as_ref(), &cart).delete(&guest);
        if let (CartOwner::Guest(guest), false) = (guest.shopper, guest.checkouts.is_empty()) {
            tx = tx.put::<JoinedCartRecord>(&JoinedCart { guest, user, joined_at: cx.now });
        }
        tx.commit(cx.store.table()).await.or_again(warnings)
    })
    .await
}
