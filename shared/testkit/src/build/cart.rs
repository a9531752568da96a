//! Carts that are ready for check-out.

use domain::profiles::address::Address;
use domain::shipping::method::ShippingMethodCode;
use domain::shopping::cart::{Cart, CartOwner};
use kernel::currency::Currency;
use kernel::id::LineId;
use kernel::quantity::Quantity;
use kernel::secret::base64url;
use store::shopping::cart::CartRecord;
use table::Tx;
use workflows::shopping::cart::guest::cart_owner_of;

use crate::actor::{Customer, Guest};
use crate::build::product::Sold;
use crate::world::{World, an_address};

impl World {
    /// A guest whose cart holds `quantity` of each of `goods` and lacks nothing.
    pub async fn guest_with(&self, goods: &[&Sold], quantity: i64) -> Guest<'_> {
        let token = base64url(&self.ids.secret());
        let shopper = cart_owner_of(&token).expect("a token");
        self.fill(shopper, goods, quantity).await;
        Guest::new(self, token)
    }

    /// Fills a customer's cart anew, so that it lacks nothing.
    pub async fn fill_cart_of(&self, customer: &Customer<'_>, goods: &[&Sold], quantity: i64) {
        self.fill(CartOwner::User(customer.id), goods, quantity).await;
    }

    async fn fill(&self, shopper: CartOwner, goods: &[&Sold], quantity: i64) {
        let now = self.now();
        let currency = goods.first().map_or(Currency::USD, |sold| sold.variant.price.currency());
        let mut cart = Cart::new(shopper, currency, now);
        for sold in goods {
            let quantity = Quantity::try_from(quantity).expect("a quantity");
            cart.add(LineId::mint(&*self.ids, now), sold.variant.id, quantity, sold.variant.price, now)
                .expect("a line");
        }
        let address: Address = serde_json::from_value(an_address()).expect("an address");
        cart.set_shipping_address(address, now);
        cart.set_shipping_method(ShippingMethodCode::Standard, now);
        Tx::<()>::new().put::<CartRecord>(&cart).commit(self.store().table()).await.expect("a cart");
    }
}
