//! What a storefront lives through, told wherever the shop runs.
//!
//! `cargo test` tells these stories in this process; with `SOUK_DEPLOYMENT`, they are told to a shop that was deployed from
//! the template, through its HTTP API (`.ci/another-aws`). They share that shop, so everything they make has a name of
//! its own, and they wait for what they expect instead of working it off.

mod accounts;
mod cancellation;
mod payment;
mod purchase;
mod stock;

use reqwest::Method;
use serde_json::json;
use testkit::{Answer, Customer, World};

use crate::cast::Cast;

/// A password that is good enough.
const PASSWORD: &str = "vexed otters juggle";

/// A customer with a name that is not taken.
async fn customer<'a>(world: &'a World, name: &str) -> Customer<'a> {
    world.customer(&format!("{}@example.com", world.own(name))).await
}

/// An order as its guest reads it.
async fn page(world: &World, order: &Answer) -> Answer {
    let path = format!("/v1/orders/{}", order.text("/id"));
    world.send(Method::GET, &path, &[("x-order-token", order.text("/order_token"))], None).await.expect(200)
}

/// The same, once its status is `status`.
async fn order_that_is(world: &World, order: &Answer, status: &str) -> Answer {
    world.when(async || Some(page(world, order).await).filter(|page| page.text("/status") == status)).await
}

/// Cancels an order as its guest.
async fn cancel(world: &World, order: &Answer, key: &str) -> Answer {
    let path = format!("/v1/orders/{}/cancel", order.text("/id"));
    let headers = [("x-order-token", order.text("/order_token")), ("idempotency-key", key)];
    world.send(Method::POST, &path, &headers, None).await
}

/// Opens an account as a person does: registers, takes the token out of the mail, confirms the address.
pub(crate) async fn register(world: &World, email: &str) {
    let body = json!({ "email": email, "password": PASSWORD });
    world.visitor().post("/v1/auth/register", body).await.expect(202);
    let token = mailed_token(world, email).await;
    world.visitor().post("/v1/auth/verify-email", json!({ "token": token })).await.expect(200);
}

/// The token of the latest mail to `email`.
async fn mailed_token(world: &World, email: &str) -> String {
    world
        .when(async || {
            let mails = world.mails(email).await;
            let text = mails.first()?.text.clone()?;
            Some(text.split_once("#token=")?.1.split_whitespace().next()?.to_owned())
        })
        .await
}

/// Logs in, with further headers.
pub(crate) async fn log_in(world: &World, email: &str, headers: &[(&str, &str)]) -> Answer {
    let body = json!({ "email": email, "password": PASSWORD });
    world.send(Method::POST, "/v1/auth/login", headers, Some(&body)).await
}

/// What paths of products, carts and orders name; stock and prices are the variants'.
pub(crate) async fn value_for(cast: &Cast<'_>, path: &str, variable: &str) -> Option<String> {
    match variable {
        "variant_id" => Some(cast.lamp.variant.id.to_string()),
        "id_or_slug" if path.contains("/categories/") => Some(cast.category.to_string()),
        "id" | "id_or_slug" if path.contains("/products/") => Some(cast.lamp.product.to_string()),
        "line_id" => Some(cast.line().await),
        // The page for people is the same for every order.
        "id" if path.starts_with("/v1/") && path.contains("/orders/") => Some(cast.order().await),
        _ => None,
    }
}

impl Cast<'_> {
    /// An order of Ana's, placed now. Her cart is filled anew.
    async fn order(&self) -> String {
        let ana = self.ana_again().await;
        self.world.fill_cart_of(&ana, &[&self.stool], 1).await;
        let key = ana.access_token.chars().rev().take(40).collect::<String>();
        let order = ana.check_out_as(&key).await.expect(201).text("/id").to_owned();
        self.world.fill_cart_of(&ana, &[&self.lamp], 1).await;
        order
    }

    /// The line of Ana's cart, which is filled anew.
    async fn line(&self) -> String {
        let ana = self.ana_again().await;
        self.world.fill_cart_of(&ana, &[&self.lamp], 1).await;
        ana.get("/v1/cart").await.expect(200).text("/items/0/line_id").to_owned()
    }
}
