//! What an order leaves of the cart that it was made of, once it is placed.

use context::Context;
use domain::orders::order::Order;
use domain::orders::order_item::OrderItems;
use domain::shopping::cart::Cart;
use store::shopping::cart::CartRecord;
use table::{Stored, TableFault};

/// The cart of `order` as it is, and without what was bought; none if it is gone, or has another order by now.
///
/// One read; two more if it was a guest's and has joined an account's since.
pub(crate) async fn left_in_cart(
    cx: &Context,
    order: &Order,
    lines: &OrderItems,
) -> Result<Option<(Stored<CartRecord>, Cart)>, TableFault> {
    let Some(owner) = order.cart else { return Ok(None) };
    let Some(read) = cx.store.carts().wherever(owner).await? else { return Ok(None) };
    let mut left = (*read).clone();
    Ok(left.take_out(order.id, &lines.bought(), cx.now).then_some((read, left)))
}
