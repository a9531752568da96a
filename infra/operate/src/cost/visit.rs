//! A visit to the demo shop, from the first page to a cancelled order, with what each step uses.

use std::time::Duration;

use emulator::loopback;
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use super::fault::CostFault;
use super::prices::HEADER_BYTES;
use super::shop::CountedShop;
use super::tally::Tally;

/// How long one answer may take.
const PATIENCE: Duration = Duration::from_mins(1);

/// A step of the visit, and what it used.
pub(super) struct Step {
    /// The area that it is asked of.
    pub(super) area: &'static str,
    pub(super) name: &'static str,
    pub(super) tally: Tally,
}

/// What the visit came to.
pub(super) struct Visit {
    pub(super) steps: Vec<Step>,
    /// Every schedule once, with nothing to do.
    pub(super) ticks: Tally,
}

/// The shop, and somebody who walks through it.
struct Visitor<'a> {
    shop: &'a dyn CountedShop,
    http: reqwest::Client,
    bytes: u64,
    before: Tally,
    steps: Vec<Step>,
}

/// What is being bought.
struct Order {
    cart: String,
    path: String,
    token: String,
}

/// Walks through a shop.
pub(super) async fn take(shop: &dyn CountedShop) -> Result<Visit, CostFault> {
    let mut visitor = Visitor::enter(shop)?;
    visitor.look_around().await?;
    let mut order = visitor.fill_cart().await?;
    visitor.buy(&mut order).await?;
    visitor.cancel(&order).await?;
    visitor.leave().await
}

impl<'a> Visitor<'a> {
    fn enter(shop: &'a dyn CountedShop) -> Result<Self, CostFault> {
        Ok(Self { shop, http: loopback::client(PATIENCE)?, bytes: 0, before: Tally::default(), steps: Vec::new() })
    }

    /// A request to a path of the shop.
    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}{path}", self.shop.url()))
    }

    async fn ask(&mut self, request: RequestBuilder) -> Result<Value, CostFault> {
        let answer = request.send().await?.error_for_status()?;
        let body = answer.bytes().await?;
        self.bytes += HEADER_BYTES + u64::try_from(body.len()).unwrap_or(u64::MAX);
        Ok(serde_json::from_slice(&body).unwrap_or_default())
    }

    fn begin(&mut self) {
        self.before = Tally::of(self.shop, self.bytes);
    }

    /// What was used since it began.
    fn used(&self) -> Tally {
        Tally::of(self.shop, self.bytes).since(&self.before)
    }

    /// One step: a request to an area, and whatever follows from it.
    async fn step(
        &mut self,
        area: &'static str,
        name: &'static str,
        request: RequestBuilder,
    ) -> Result<Value, CostFault> {
        self.begin();
        let answer = self.ask(request).await?;
        self.shop.settle().await;
        self.steps.push(Step { area, name, tally: self.used() });
        Ok(answer)
    }

    async fn look_around(&mut self) -> Result<(), CostFault> {
        let list = "/v1/products?limit=20";
        let products = self.ask(self.request(Method::GET, list)).await?;
        let page = format!("/v1/products/{}", text(&products, "/items/0/slug")?);
        let search = "/v1/products?q=lamp";
        for (name, path) in [("product page", page.as_str()), ("product list", list), ("search", search)] {
            // Once before: what a function remembers between two requests it has by then.
            self.ask(self.request(Method::GET, path)).await?;
            self.step("catalog", name, self.request(Method::GET, path)).await?;
        }
        Ok(())
    }

    /// Two variants that can be had.
    async fn wanted(&mut self) -> Result<(String, String), CostFault> {
        let mut found = Vec::new();
        let products = self.ask(self.request(Method::GET, "/v1/products?limit=20")).await?;
        for product in products.pointer("/items").and_then(Value::as_array).into_iter().flatten() {
            let path = format!("/v1/products/{}", text(product, "/id")?);
            let page = self.ask(self.request(Method::GET, &path)).await?;
            if page.pointer("/variants/0/in_stock") == Some(&Value::Bool(true)) {
                found.push(text(&page, "/variants/0/id")?.to_owned());
            }
        }
        let mut found = found.into_iter();
        found.next().zip(found.next()).ok_or(CostFault::Unexpected("two products in stock"))
    }

    async fn fill_cart(&mut self) -> Result<Order, CostFault> {
        let (first, second) = self.wanted().await?;
        let line = |variant: &str| json!({ "variant_id": variant, "quantity": 1 });
        let cart = self.ask(self.request(Method::POST, "/v1/cart/items").json(&line(&first))).await?;
        let cart = text(&cart, "/token")?.to_owned();
        let address = json!({
            "name": "Ana Lee", "line1": "1 Main Street", "city": "Springfield", "region": "IL", "postal_code": "62701",
            "country": "US",
        });
        let steps = [
            ("add to cart, the second line", Method::POST, "/v1/cart/items", line(&second)),
            ("address", Method::PUT, "/v1/cart/address", address),
            ("shipping method", Method::PUT, "/v1/cart/shipping-method", json!({ "code": "standard" })),
        ];
        for (name, method, path, body) in steps {
            let request = self.request(method, path).header("x-cart-token", &cart).json(&body);
            self.step("shopping", name, request).await?;
        }
        let request = self.request(Method::GET, "/v1/cart/quote").header("x-cart-token", &cart);
        self.step("shopping", "quote", request).await?;
        Ok(Order { cart, path: String::new(), token: String::new() })
    }

    async fn buy(&mut self, order: &mut Order) -> Result<(), CostFault> {
        let body = json!({ "email": "ana@example.com", "payment": { "provider": "stripe" } });
        let request = self.request(Method::POST, "/v1/checkout").header("x-cart-token", &order.cart);
        let request = request.header("idempotency-key", "one").json(&body);
        let placed = self.step("orders", "check-out of two lines", request).await?;
        (order.path, order.token) =
            (format!("/v1/orders/{}", text(&placed, "/id")?), text(&placed, "/order_token")?.to_owned());
        let store = self.ask(self.request(Method::GET, "/v1/store")).await?;
        let key = text(&store, "/payment_providers/0/publishable_key")?;
        let form = [("client_secret", text(&placed, "/payment/client_secret")?), ("payment_method", "pm_card_visa")];
        let path = format!("/_local/stripe/v1/payment_intents/{}/confirm", text(&placed, "/payment/reference")?);
        let request = self.request(Method::POST, &path).bearer_auth(key).form(&form);
        self.begin();
        // The buyer's browser talks to the provider: none of our bytes.
        request.send().await?.error_for_status()?;
        self.shop.settle().await;
        let tally = self.used();
        self.steps.push(Step { area: "payments", name: "payment, until the order is placed", tally });
        let request = self.request(Method::GET, &order.path).header("x-order-token", &order.token);
        let page = self.step("orders", "order page", request).await?;
        if text(&page, "/status")? == "placed" { Ok(()) } else { Err(CostFault::Unexpected("a placed order")) }
    }

    async fn cancel(&mut self, order: &Order) -> Result<(), CostFault> {
        let request = self.request(Method::POST, &format!("{}/cancel", order.path));
        let request = request.header("x-order-token", &order.token).header("idempotency-key", "two");
        self.step("orders", "cancellation of a paid order", request).await?;
        Ok(())
    }

    /// What the schedules do when there is nothing to do.
    async fn leave(mut self) -> Result<Visit, CostFault> {
        self.begin();
        self.shop.pass_a_minute().await;
        let ticks = self.used();
        if ticks.asks_others() { Err(CostFault::Busy) } else { Ok(Visit { steps: self.steps, ticks }) }
    }
}

fn text<'a>(body: &'a Value, pointer: &'static str) -> Result<&'a str, CostFault> {
    body.pointer(pointer).and_then(Value::as_str).ok_or(CostFault::Unexpected(pointer))
}
