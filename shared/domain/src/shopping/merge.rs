//! Cart merge. A guest's cart becoming part of the user's at log-in.

use kernel::id::{GuestId, UserId, VariantId};
use kernel::quantity::Quantity;
use kernel::time::{Timestamp, after};
use serde::{Deserialize, Serialize};

use super::cart::{Cart, CartFault, CartItem, CartWarning, CartWarningCode, MAX_LINES};

/// How long an order that was made of a cart is remembered after its time to pay, in seconds.
const REMEMBERED: i64 = 24 * 3600;

/// Where a guest's cart has gone that had an order open: whoever places the order finds the cart through it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JoinedCart {
    /// Whose cart it was.
    pub guest: GuestId,
    /// Whose cart it has become a part of.
    pub user: UserId,
    /// When.
    pub joined_at: Timestamp,
}

impl Cart {
    /// Takes over what `guest` holds; `available` says how many of a variant can be had.
    ///
    /// Units of a variant in both carts are summed, up to the stock and the limit of a line. Address, shipping method and
    /// e-mail are taken over where this cart has none, and the orders that were made of it and may still be placed. A cart in
    /// another currency is refused whole.
    pub fn merge(
        &mut self,
        guest: &Self,
        available: impl Fn(VariantId) -> i64,
        now: Timestamp,
    ) -> Result<Vec<CartWarning>, CartFault> {
        if guest.currency != self.currency {
            return Err(CartFault::CurrencyMismatch { cart: self.currency, other: guest.currency });
        }
        let warnings = guest.lines.iter().filter_map(|line| self.merge_line(line, available(line.variant))).collect();
        self.email = self.email.take().or_else(|| guest.email.clone());
        self.shipping_address = self.shipping_address.take().or_else(|| guest.shipping_address.clone());
        self.shipping_method = self.shipping_method.or(guest.shipping_method);
        self.checkouts.extend(&guest.checkouts);
        self.checkouts.retain(|checkout| now < after(checkout.pay_by, REMEMBERED));
        self.touch(now);
        Ok(warnings)
    }

    fn merge_line(&mut self, line: &CartItem, available: i64) -> Option<CartWarning> {
        let warning = |code, message| Some(CartWarning { code, variant_id: line.variant, message });
        let full = self.lines.len() >= MAX_LINES;
        let Some(own) = self.lines.iter_mut().find(|own| own.variant == line.variant) else {
            if full {
                let message = format!("The cart is full: a cart has at most {MAX_LINES} lines.");
                return warning(CartWarningCode::CartLineLimit, message);
            }
            self.lines.push(line.clone());
            return None;
        };
        let wanted = i64::from(own.quantity) + i64::from(line.quantity);
        // A line never vanishes by logging in, so one unit stays even of what is sold out.
        let most = available.clamp(1, i64::from(Quantity::MAX));
        own.quantity = Quantity::try_from(wanted.min(most)).unwrap_or(own.quantity);
        if wanted > most {
            let message = format!("Only {} of {wanted} could be put into the cart.", own.quantity.get());
            return warning(CartWarningCode::QuantityReduced, message);
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use kernel::currency::Currency;
    use kernel::id::{GuestId, LineId, UserId};

    use super::*;
    use crate::example::{address, at, quantity, ulid, usd, variant};
    use crate::shopping::CartOwner;

    fn cart(shopper: CartOwner, lines: &[(u128, i64)]) -> Cart {
        let mut cart = Cart::new(shopper, Currency::USD, at(0));
        for (number, units) in lines {
            let id = LineId::from_ulid(ulid(100 + number));
            cart.add(id, variant(*number), quantity(*units), usd(100), at(0)).unwrap();
        }
        cart
    }

    fn user(lines: &[(u128, i64)]) -> Cart {
        cart(CartOwner::User(UserId::from_ulid(ulid(1))), lines)
    }

    fn guest(lines: &[(u128, i64)]) -> Cart {
        cart(CartOwner::Guest(GuestId::from_ulid(ulid(2))), lines)
    }

    fn units(cart: &Cart) -> Vec<u32> {
        cart.lines.iter().map(|line| line.quantity.get()).collect()
    }

    /// M06-T01
    #[test]
    fn three_lines_and_two_with_one_in_common_are_four() {
        let mut own = user(&[(1, 2), (2, 1)]);
        let warnings = own.merge(&guest(&[(1, 3), (3, 1), (4, 7)]), |_| 4, at(9)).unwrap();
        assert_eq!(units(&own), [4, 1, 1, 7]);
        let warned: Vec<_> = warnings.iter().map(|warning| (warning.code, warning.variant_id)).collect();
        assert_eq!(warned, [(CartWarningCode::QuantityReduced, variant(1))]);
        assert_eq!((own.touched_at, own.shopper.user().is_some()), (at(9), true));
    }

    #[test]
    fn enough_stock_means_no_warning() {
        let mut own = user(&[(1, 2)]);
        assert_eq!(own.merge(&guest(&[(1, 3)]), |_| 5, at(9)), Ok(Vec::new()));
        assert_eq!(units(&own), [5]);
    }

    #[test]
    fn a_line_keeps_within_its_limit_and_never_vanishes() {
        let mut own = user(&[(1, 900), (2, 5)]);
        let available = |id| if id == variant(1) { i64::MAX } else { -3 };
        let warnings = own.merge(&guest(&[(1, 900), (2, 1)]), available, at(9)).unwrap();
        assert_eq!((units(&own), warnings.len()), (vec![999, 1], 2));
    }

    #[test]
    fn lines_beyond_the_fiftieth_are_told_of() {
        let many: Vec<_> = (1..=49).map(|number| (number, 1)).collect();
        let mut own = user(&many);
        let warnings = own.merge(&guest(&[(60, 1), (61, 1), (1, 1)]), |_| 9, at(9)).unwrap();
        assert_eq!((own.lines.len(), warnings.len()), (MAX_LINES, 1));
        assert_eq!(warnings.first().unwrap().code, CartWarningCode::CartLineLimit);
        assert_eq!(units(&own).first(), Some(&2), "a common line is no new one");
    }

    #[test]
    fn what_is_known_of_the_delivery_comes_along_where_nothing_was() {
        let mut from = guest(&[(1, 1)]);
        from.set_shipping_address(address("DE"), at(0));
        let mut own = user(&[]);
        own.merge(&from, |_| 9, at(9)).unwrap();
        assert_eq!(own.shipping_address, Some(address("DE")));
        from.set_shipping_address(address("FR"), at(0));
        own.merge(&from, |_| 9, at(9)).unwrap();
        assert_eq!(own.shipping_address, Some(address("DE")));
    }

    /// Part of M06-T02
    #[test]
    fn a_cart_in_another_currency_is_refused_whole() {
        let mut own = user(&[(1, 1)]);
        let mut from = guest(&[]);
        from.currency = Currency::EUR;
        let before = own.clone();
        assert!(matches!(own.merge(&from, |_| 9, at(9)), Err(CartFault::CurrencyMismatch { .. })));
        assert_eq!(own, before);
    }
}
