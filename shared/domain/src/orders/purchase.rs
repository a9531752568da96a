//! Purchases: that somebody with an account bought a product. Whoever asks who is a buyer asks this.

use kernel::id::{OrderId, ProductId, UserId};
use kernel::time::Timestamp;
use serde::{Deserialize, Serialize};

use super::order::{Order, OrderStatus};
use super::order_item::OrderItems;

/// One product in one order of somebody: as long as the order stands, they are a buyer of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Purchase {
    /// Who bought it.
    pub user: UserId,
    /// What was bought.
    pub product: ProductId,
    /// In which order.
    pub order: OrderId,
    /// When the order was placed.
    pub at: Timestamp,
}

impl Purchase {
    /// The purchases of an order, each product once: none of a guest's, of one that was not placed, of one that was called
    /// off, or of one that says no more who bought it.
    pub fn of(order: &Order, items: &OrderItems) -> Vec<Self> {
        let stands = matches!(order.status, OrderStatus::Placed | OrderStatus::Completed) && !order.is_pseudonymous();
        let (Some(user), Some(at), true) = (order.customer, order.placed_at, stands) else { return Vec::new() };
        let of = |product| Self { user, product, order: order.id, at };
        items.products().into_iter().map(of).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::example::{at, order, order_items, ulid};
    use crate::orders::order::OrderAction;

    #[test]
    fn an_order_that_stands_makes_its_customer_a_buyer_of_each_product_once() {
        let mut order = order();
        let mut items = order_items();
        items.lines.push(items.lines.first().unwrap().clone());
        order.customer = Some(UserId::from_ulid(ulid(1)));
        assert!(Purchase::of(&order, &items).is_empty(), "it is not paid");
        order.apply(OrderAction::Settle, at(60)).unwrap();
        let bought = Purchase::of(&order, &items);
        assert_eq!(bought.iter().map(|bought| bought.product).collect::<Vec<_>>(), items.products());
        assert!(bought.iter().all(|bought| bought.order == order.id && bought.at == at(60)));
        let mut guests = order.clone();
        guests.customer = None;
        assert!(Purchase::of(&guests, &items).is_empty());
        order.apply(OrderAction::Cancel, at(61)).unwrap();
        assert!(Purchase::of(&order, &items).is_empty());
    }
}
