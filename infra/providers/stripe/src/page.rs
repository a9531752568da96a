//! The buyer's page: a person picks a card and pays, as they would in a storefront with Stripe's elements.

use axum::Router;
use axum::extract::{Path, Query, State};
use axum::response::{Html, IntoResponse as _, Response};
use axum::routing::get;
use http::StatusCode;
use serde::Deserialize;

use super::Stripe;

const PAGE: &str = include_str!("page.html");

#[derive(Debug, Deserialize)]
struct Secret {
    client_secret: String,
}

/// The route.
pub(super) fn routes() -> Router<Stripe> {
    Router::new().route("/pay/{intent}", get(show))
}

async fn show(State(stripe): State<Stripe>, Path(intent): Path<String>, Query(secret): Query<Secret>) -> Response {
    let state = stripe.state();
    // Only values of the ledger reach the page; its ids and secrets are letters, digits and underscores, so none needs
    // escaping.
    let Some(row) = state.ledger.intent(&intent, "intent").ok().filter(|row| row.client_secret == secret.client_secret)
    else {
        return (StatusCode::NOT_FOUND, Html("<!doctype html><title>No such payment</title><p>No such payment."))
            .into_response();
    };
    let page = PAGE
        .replace("{{intent}}", &row.id)
        .replace("{{client_secret}}", &row.client_secret)
        .replace("{{publishable_key}}", &stripe.0.config.publishable_key)
        .replace("{{amount}}", &price(row.amount, &row.currency));
    Html(page).into_response()
}

fn price(amount: i64, currency: &str) -> String {
    let currency = currency.to_ascii_uppercase();
    match currency.parse() {
        Ok(known) => kernel::money::Money::new(amount, known).display(),
        Err(_) => format!("{amount} {currency}"),
    }
}
