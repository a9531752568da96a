//! What buyers do, each with a cart of their own.

use reqwest::{Client, Method, RequestBuilder};
use serde_json::{Value, json};

use crate::fault::Fault;
use crate::shop::{PRODUCTS, Shop, client, rest};

/// How often the shop is looked at for what it still has to do.
const PATIENCE: usize = 1_200;
/// How many looks in a row find nothing before the shop is taken to be at rest.
const QUIET: usize = 4;

/// Everybody who buys.
pub(crate) struct Buyer {
    http: Client,
    url: String,
    publishable_key: String,
    /// Products and their variants, by id.
    products: Vec<(String, String)>,
}

/// An order that was paid.
pub(crate) struct Order {
    /// Its place among all orders.
    pub(crate) number: usize,
    id: String,
    token: String,
}

impl Buyer {
    /// Learns what the shop sells.
    pub(crate) async fn at(shop: &Shop) -> Result<Self, Fault> {
        let mut buyer =
            Self { http: client()?, url: shop.url.clone(), publishable_key: String::new(), products: Vec::new() };
        let store = buyer.ask(buyer.request(Method::GET, "/v1/store")).await?;
        buyer.publishable_key = text(&store, "/payment_providers/0/publishable_key")?;
        for number in 0..PRODUCTS {
            let page = buyer.ask(buyer.request(Method::GET, &format!("/v1/products/soak-{number}"))).await?;
            buyer.products.push((text(&page, "/id")?, text(&page, "/variants/0/id")?));
        }
        Ok(buyer)
    }

    /// Shops for two products, and pays.
    pub(crate) async fn order(&self, number: usize) -> Result<Order, Fault> {
        let cart = self.fill_cart(number).await?;
        let in_cart = |method, path: &str| self.request(method, path).header("x-cart-token", &cart);
        let address = json!({
            "name": "Ana Lee", "line1": "1 Main Street", "city": "Springfield", "region": "IL", "postal_code": "62701",
            "country": "US",
        });
        self.ask(in_cart(Method::PUT, "/v1/cart/address").json(&address)).await?;
        self.ask(in_cart(Method::PUT, "/v1/cart/shipping-method").json(&json!({ "code": "standard" }))).await?;
        let quote = self.ask(in_cart(Method::GET, "/v1/cart/quote")).await?;
        let body = json!({
            "email": email(number), "payment": { "provider": "stripe" }, "expected_total": quote.pointer("/totals/total"),
        });
        let check_out = in_cart(Method::POST, "/v1/checkout").header("idempotency-key", format!("soak-{number}"));
        let order = self.ask(check_out.json(&body)).await?;
        let (reference, secret) = (text(&order, "/payment/reference")?, text(&order, "/payment/client_secret")?);
        let confirm = self.request(Method::POST, &format!("/_local/stripe/v1/payment_intents/{reference}/confirm"));
        let form = [("client_secret", secret.as_str()), ("payment_method", "pm_card_visa")];
        self.ask(confirm.bearer_auth(&self.publishable_key).form(&form)).await?;
        Ok(Order { number, id: text(&order, "/id")?, token: text(&order, "/order_token")? })
    }

    /// Looks at two products, and puts both into a new cart; answers its token.
    pub(crate) async fn fill_cart(&self, number: usize) -> Result<String, Fault> {
        self.ask(self.request(Method::GET, "/v1/products?limit=20")).await?;
        let mut token = None;
        for (id, variant) in self.products.iter().cycle().skip(number % PRODUCTS).take(2) {
            self.ask(self.request(Method::GET, &format!("/v1/products/{id}"))).await?;
            let mut put = self.request(Method::POST, "/v1/cart/items");
            if let Some(token) = &token {
                put = put.header("x-cart-token", token);
            }
            let cart = self.ask(put.json(&json!({ "variant_id": variant, "quantity": 1 }))).await?;
            if token.is_none() {
                token = Some(text(&cart, "/token")?);
            }
        }
        token.ok_or_else(|| Fault::Shop("the shop sells nothing".to_owned()))
    }

    /// Reads an order until it is placed.
    pub(crate) async fn expect_placed(&self, order: &Order) -> Result<(), Fault> {
        let mut status = String::new();
        for _ in 0..PATIENCE {
            let request = self.request(Method::GET, &format!("/v1/orders/{}", order.id));
            status = text(&self.ask(request.header("x-order-token", &order.token)).await?, "/status")?;
            if status == "placed" {
                return Ok(());
            }
            rest().await;
        }
        Err(Fault::Shop(format!("the order {} is {status} instead of placed", order.id)))
    }

    /// Waits until the queues have been empty for a while, with nothing that could not be worked off.
    pub(crate) async fn expect_rest(&self) -> Result<(), Fault> {
        let mut quiet = 0;
        for _ in 0..PATIENCE {
            let queues = self.ask(self.request(Method::GET, "/_local/queues")).await?;
            let queues = queues.pointer("/items").and_then(Value::as_array).cloned().unwrap_or_default();
            let sum = |queue: &Value| {
                let of = |name: &str| queue.get(name).and_then(Value::as_u64).unwrap_or_default();
                of("depth") + of("in_flight")
            };
            let dead = |queue: &Value| queue.get("holds_dead_letters") == Some(&Value::Bool(true));
            if queues.iter().any(|queue| dead(queue) && sum(queue) > 0) {
                return Err(Fault::Shop("the shop gave up on a message".to_owned()));
            }
            quiet = if queues.iter().all(|queue| sum(queue) == 0) { quiet + 1 } else { 0 };
            if quiet == QUIET {
                return Ok(());
            }
            rest().await;
        }
        Err(Fault::Shop("the shop does not come to rest".to_owned()))
    }

    /// Finds the mail that confirms an order.
    pub(crate) async fn expect_mail(&self, order: &Order) -> Result<(), Fault> {
        let path = format!("/_local/mail?to={}", email(order.number));
        let mails = self.ask(self.request(Method::GET, &path)).await?;
        let found = mails.pointer("/items").and_then(Value::as_array).is_some_and(|mails| !mails.is_empty());
        if found { Ok(()) } else { Err(Fault::Shop(format!("nobody wrote about the order {}", order.id))) }
    }

    /// A request to the shop that is about to be sent.
    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}{path}", self.url))
    }

    /// The variant of a product.
    pub(crate) fn variant(&self, product: usize) -> &str {
        self.products.get(product).map_or("", |(_, variant)| variant)
    }

    /// Sends a request, which must succeed, and answers how many calls of the table it says it took.
    pub(crate) async fn calls(&self, request: RequestBuilder) -> Result<usize, Fault> {
        let answer = request.send().await?.error_for_status()?;
        let usage = answer.headers().get("x-souk-usage").and_then(|usage| usage.to_str().ok()).unwrap_or_default();
        let calls = usage.split(' ').find_map(|field| field.strip_prefix("calls="));
        let calls = calls.and_then(|calls| calls.parse().ok()).unwrap_or_default();
        // Read to its end, so that the connection can be used again.
        answer.bytes().await?;
        Ok(calls)
    }

    async fn ask(&self, request: RequestBuilder) -> Result<Value, Fault> {
        let answer = request.send().await?;
        let (status, url) = (answer.status(), answer.url().path().to_owned());
        let body = answer.text().await?;
        if !status.is_success() {
            return Err(Fault::Shop(format!("{url} was answered {status}: {body}")));
        }
        serde_json::from_str(&body).map_err(|error| Fault::Shop(format!("{url}: {error}")))
    }
}

fn email(number: usize) -> String {
    format!("buyer-{number}@example.com")
}

fn text(body: &Value, pointer: &str) -> Result<String, Fault> {
    let text = body.pointer(pointer).and_then(Value::as_str);
    text.map(str::to_owned).ok_or_else(|| Fault::Shop(format!("an answer has no text at {pointer}")))
}
