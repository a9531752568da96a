//! The steps of a test order, and taking back what they made.

use std::time::Instant;

use domain::profiles::address::{postal_code_example, region_example};
use kernel::country::Country;
use kernel::email::Email;
use kernel::id::IdSource as _;
use kernel::secret::base64url;
use reqwest::Method;
use runtime::ids::SystemIds;
use serde_json::{Value, json};

use super::shop::Shop;
use super::{ShopUrl, SmokeFailure};

/// The most products that are looked at for one in stock.
const MOST_PRODUCTS: usize = 100;

/// Where lines for the person at the terminal go.
type Say<'a> = &'a mut (dyn FnMut(&str) + Send);

/// What the steps have made so far.
#[derive(Default)]
struct Made {
    /// The token of the cart.
    cart: Option<String>,
    /// The order, by id and token.
    order: Option<(String, String)>,
}

/// What the shop offers that the order needs.
struct Offer {
    country: Country,
    method: String,
    provider: String,
}

/// One walk through the shop.
struct Walk<'a> {
    shop: Shop<'a>,
    email: &'a Email,
    /// Sets this walk's idempotency keys apart from every other's.
    key: String,
    say: Say<'a>,
}

/// Places a test order at the shop, reads it and cancels it; `say` is told each step with its milliseconds.
///
/// Whatever was made is taken back, also after a failure.
pub async fn run(url: &ShopUrl, email: &Email, say: Say<'_>) -> Result<(), SmokeFailure> {
    let key = format!("smoke-{}", base64url(&SystemIds.secret()).chars().take(24).collect::<String>());
    let mut walk = Walk { shop: Shop::at(url)?, email, key, say };
    let mut made = Made::default();
    let bought = walk.buy(&mut made).await;
    let taken_back = walk.take_back(made).await;
    if let (Err(_), Err(second)) = (&bought, &taken_back) {
        (walk.say)(&format!("         also failed: {second}"));
    }
    bought.and(taken_back)
}

impl Walk<'_> {
    fn done(&mut self, since: Instant, step: &str, detail: &str) {
        (self.say)(&format!("{:>6} ms  {step}: {detail}", since.elapsed().as_millis()));
    }

    async fn buy(&mut self, made: &mut Made) -> Result<(), SmokeFailure> {
        self.health().await?;
        let offer = self.offer().await?;
        let variant = self.variant().await?;
        let quote = self.fill_cart(&variant, &offer, made).await?;
        self.check_out(&offer, &quote, made).await?;
        let (order, token) = made.order.as_ref().ok_or_else(|| nothing("order"))?;
        self.expect_status("order", order, token, "pending_payment").await
    }

    async fn health(&mut self) -> Result<(), SmokeFailure> {
        let since = Instant::now();
        let health = self.shop.ask("health", self.shop.request(Method::GET, "/health")).await?;
        let (status, build) = (health.text("/status")?, health.text("/build")?);
        if status != "ok" {
            return Err(health.unexpected(format!("the shop says that it is {status}")));
        }
        self.done(since, "health", &format!("{status}, build {build}"));
        Ok(())
    }

    /// A country that the shop delivers to, with its cheapest method, and who takes payments.
    async fn offer(&mut self) -> Result<Offer, SmokeFailure> {
        let since = Instant::now();
        let store = self.shop.ask("store", self.shop.request(Method::GET, "/v1/store")).await?;
        let region = store.list("/shipping_regions").first();
        let region = region.ok_or_else(|| store.unexpected("the shop delivers nowhere"))?;
        let text = |pointer: &str| region.pointer(pointer).and_then(Value::as_str);
        let country = text("/countries/0").and_then(|code| code.parse().ok());
        let offer = Offer {
            country: country.ok_or_else(|| store.unexpected("a shipping region names no country"))?,
            method: text("/methods/0/code").ok_or_else(|| store.unexpected("no shipping method"))?.to_owned(),
            provider: store
                .text("/payment_providers/0/provider")
                .map_err(|_| store.unexpected("the shop takes no payments: no provider has its key"))?
                .to_owned(),
        };
        let detail =
            format!("{}, {} to {}, {}", store.text("/name")?, offer.method, offer.country.code(), offer.provider);
        self.done(since, "store", &detail);
        Ok(offer)
    }

    /// A variant that can be had now and costs something, so that a payment is opened for it.
    async fn variant(&mut self) -> Result<String, SmokeFailure> {
        let since = Instant::now();
        let list = self.shop.request(Method::GET, &format!("/v1/products?limit={MOST_PRODUCTS}"));
        let list = self.shop.ask("products", list).await?;
        let products = list.list("/items");
        for product in products {
            let id = product.get("id").and_then(Value::as_str).unwrap_or_default();
            let page = self.shop.request(Method::GET, &format!("/v1/products/{id}"));
            let page = self.shop.ask("product", page).await?;
            let is_sold = |variant: &&Value| {
                let price = variant.pointer("/price/amount").and_then(Value::as_i64);
                variant.get("in_stock") == Some(&Value::Bool(true)) && price > Some(0)
            };
            if let Some(variant) = page.list("/variants").iter().find(is_sold) {
                let variant = variant.get("id").and_then(Value::as_str);
                let variant = variant.ok_or_else(|| page.unexpected("a variant has no id"))?.to_owned();
                self.done(since, "product", page.text("/title")?);
                return Ok(variant);
            }
        }
        Err(list.unexpected(format!("none of {} products is in stock", products.len())))
    }

    /// A cart that lacks nothing; answers with what it costs.
    async fn fill_cart(&mut self, variant: &str, offer: &Offer, made: &mut Made) -> Result<Value, SmokeFailure> {
        let since = Instant::now();
        let line = json!({ "variant_id": variant, "quantity": 1 });
        let cart = self.shop.ask("cart", self.shop.request(Method::POST, "/v1/cart/items").json(&line)).await?;
        let token = cart.text("/token")?.to_owned();
        made.cart = Some(token.clone());
        self.done(since, "cart", "one unit of one product");

        let since = Instant::now();
        let shop = &self.shop;
        let put = |path: &str, body: &Value| shop.in_cart(&token, Method::PUT, path).json(body);
        self.shop.ask("address", put("/v1/cart/address", &address(offer.country))).await?;
        let method = json!({ "code": offer.method });
        self.shop.ask("shipping", put("/v1/cart/shipping-method", &method)).await?;
        self.done(since, "delivery", "address and shipping method");

        let since = Instant::now();
        let quote = self.shop.ask("quote", self.shop.in_cart(&token, Method::GET, "/v1/cart/quote")).await?;
        let total = quote.value("/totals/total")?.clone();
        self.done(since, "quote", &total.to_string());
        Ok(total)
    }

    async fn check_out(&mut self, offer: &Offer, total: &Value, made: &mut Made) -> Result<(), SmokeFailure> {
        let since = Instant::now();
        let token = made.cart.clone().ok_or_else(|| nothing("cart"))?;
        let body = json!({ "email": self.email, "payment": { "provider": offer.provider }, "expected_total": total });
        let (shop, key) = (&self.shop, &self.key);
        let request = || shop.in_cart(&token, Method::POST, "/v1/checkout").header("idempotency-key", key).json(&body);
        let order = shop.ask_until_known("check-out", request).await?;
        made.order = Some((order.text("/id")?.to_owned(), order.text("/order_token")?.to_owned()));
        self.done(since, "check-out", order.text("/number")?);
        Ok(())
    }

    /// Cancels the order, if there is one; else empties the cart, if there is one.
    async fn take_back(&mut self, made: Made) -> Result<(), SmokeFailure> {
        let since = Instant::now();
        let Some((order, token)) = made.order else {
            let Some(cart) = made.cart else { return Ok(()) };
            self.shop.ask("cart", self.shop.in_cart(&cart, Method::DELETE, "/v1/cart")).await?;
            self.done(since, "cart", "emptied");
            return Ok(());
        };
        let (path, key) = (format!("/v1/orders/{order}/cancel"), format!("{}-cancel", self.key));
        let shop = &self.shop;
        let request = || {
            let request = shop.request(Method::POST, &path);
            request.header("x-order-token", &token).header("idempotency-key", &key)
        };
        shop.ask_until_known("cancellation", request).await?;
        self.done(since, "cancellation", &order);
        self.expect_status("cancelled order", &order, &token, "cancelled").await
    }

    async fn expect_status(
        &mut self,
        step: &'static str,
        order: &str,
        token: &str,
        expected: &str,
    ) -> Result<(), SmokeFailure> {
        let since = Instant::now();
        let request = self.shop.request(Method::GET, &format!("/v1/orders/{order}")).header("x-order-token", token);
        let page = self.shop.ask(step, request).await?;
        let status = page.text("/status")?;
        if status != expected {
            return Err(page.unexpected(format!("its status is {status} instead of {expected}")));
        }
        self.done(since, step, status);
        Ok(())
    }
}

fn nothing(step: &'static str) -> SmokeFailure {
    SmokeFailure::Unexpected { step, detail: "the step before made none".to_owned() }
}

/// An address that the country's post would deliver to.
fn address(country: Country) -> Value {
    let region = match country.code() {
        "US" => Some("CA"),
        "CA" => Some("QC"),
        _ => region_example(country),
    };
    let mut address = json!({
        "name": "Smoke Test", "line1": "1 Test Street", "city": "Testville", "country": country.code(),
        "postal_code": postal_code_example(country), "region": region,
    });
    if let Some(fields) = address.as_object_mut() {
        fields.retain(|_, value| !value.is_null());
    }
    address
}

#[cfg(test)]
mod tests {
    use domain::profiles::address::Address;

    use super::*;

    #[test]
    fn there_is_an_address_in_every_country_that_is_served() {
        for country in domain::shipping::destination::served() {
            let address: Address = serde_json::from_value(address(country)).unwrap();
            address.check().unwrap_or_else(|fault| panic!("{}: {fault}", country.code()));
        }
    }
}
