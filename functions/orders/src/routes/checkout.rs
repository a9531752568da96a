//! Check-out.

use axum::response::Response;
use domain::payments::payment::Provider;
use http::StatusCode;
use kernel::email::Email;
use kernel::money::Money;
use serde::{Deserialize, Serialize};
use table::idempotency::Answer;
use utoipa::ToSchema;
use web::cart_owner::RequiredCartOwner;
use web::idempotent::{MONEY, Replayed, answer, respond};
use web::{Cx, IdempotencyKey, Limited, Problem, Problems, Reply, ValidJson, limit};
use workflows::orders::order::place::{Checkout, CheckoutFault, CheckoutInput, CheckoutResult, Secrets, place_order};

use super::view::{OrderSecrets, OrderView};

/// What the buyer says beside the cart.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "email": "ana@example.com", "payment": { "provider": "stripe" } }))]
pub struct CheckOut {
    /// Where the confirmation goes; guests must say.
    #[serde(default)]
    email: Option<Email>,
    /// Who takes the money; of no consequence where there is nothing to pay.
    #[serde(default)]
    payment: Option<CheckOutPayment>,
    /// What the buyer agreed to pay; the order is refused if it costs anything else.
    #[serde(default)]
    expected_total: Option<Money>,
}

/// Who takes the money.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckOutPayment {
    /// One of the providers of `GET /v1/store`.
    provider: Provider,
}

/// Check out: turn the cart into an order that waits for its payment, or into a placed one if it costs nothing.
///
/// The price is frozen, the stock is held, and `payment.client_secret` lets the buyer's browser confirm the payment with the
/// provider. The order is placed once the provider has told us. Until then the cart stays as it is; checked out again it is
/// the same order, or replaces it if something differs.
#[utoipa::path(post, path = "/v1/checkout", tag = "checkout", operation_id = "check_out", request_body = CheckOut,
    params(("Idempotency-Key" = String, Header, description = "One order for one key, however often it is sent; kept for 30 days."),
        ("X-Cart-Token" = Option<String>, Header, description = "A guest's cart token.")),
    responses(
        (status = 201, body = OrderView, headers(("Location" = String))),
        (status = 409, description = "insufficient_stock (with available), price_changed (with the new quote)"),
        (status = 503, description = "unavailable: send the same request again"),
        Problems<CheckoutFault>))]
pub async fn check_out(
    cx: Cx,
    RequiredCartOwner(shopper): RequiredCartOwner,
    customers: Limited<limit::CheckOut>,
    guests: Limited<limit::GuestCheckOut>,
    key: IdempotencyKey,
    ValidJson(body): ValidJson<CheckOut>,
) -> Reply<Response> {
    match shopper.user() {
        Some(user) => customers.count(&cx, user).await?,
        None => guests.count_address(&cx).await?,
    }
    let cx = cx.acting(shopper);
    let command = key.command(&cx, shopper, &body, MONEY);
    let provider = body.payment.map(|payment| payment.provider);
    let input = CheckoutInput { email: body.email, provider, expected_total: body.expected_total };
    let render = |outcome: Result<&CheckoutResult, CheckoutFault>| match outcome {
        Ok(placed) => record(placed),
        Err(fault) => refusal(&cx, fault),
    };
    // On the heap: the whole saga's state is large, and every layer around it would carry it along.
    let Checkout { mut answer, secrets, is_replayed } =
        Box::pin(place_order(&cx, shopper, &input, &command, &render)).await?;
    if let Some(secrets) = secrets {
        answer.body = disclosed(&answer.body, &secrets);
    }
    Ok(respond(answer, if is_replayed { Replayed::Yes } else { Replayed::No }))
}

/// What stands in a record where the answer has a secret. No text of a body can be taken for such a member: inside of text,
/// quotes are escaped.
const BLANK: &str = "{told to the buyer}";

/// The answer as it is kept, with blanks for its secrets.
fn record(placed: &CheckoutResult) -> Answer {
    let told = OrderSecrets {
        order_token: Some(BLANK.to_owned()),
        client_secret: Some(BLANK.to_owned()),
        reference: placed.payment.as_ref().and_then(|payment| payment.reference.clone()),
    };
    let view = OrderView::of(&placed.order, 1, &placed.lines, &[], told);
    answer(StatusCode::CREATED, &view, Some(format!("/v1/orders/{}", placed.order.id)))
}

/// The kept body with the secrets in their places.
fn disclosed(body: &str, secrets: &Secrets) -> String {
    let member = |name: &str, value: Option<&str>| format!("\"{name}\":{}", serde_json::json!(value));
    let client_secret = secrets.client_secret.as_ref().map(gateways::payment::Secret::expose);
    let told = [("order_token", Some(secrets.order_token.as_str())), ("client_secret", client_secret)];
    told.into_iter()
        .fold(body.to_owned(), |body, (name, secret)| body.replace(&member(name, Some(BLANK)), &member(name, secret)))
}

/// What the provider refused, as it is kept: the document that its first answer is.
fn refusal(cx: &Cx, fault: CheckoutFault) -> Answer {
    let problem = Problem::from(fault);
    let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    answer(status, &problem.view(&cx.route, &cx.correlation_id), None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_goes_into_its_place_and_into_no_text() {
        let secrets =
            Secrets { order_token: "t-1".to_owned(), client_secret: Some(gateways::payment::Secret::new("pi_secret")) };
        let title = format!("\"order_token\":\"{BLANK}\"");
        let kept = serde_json::json!({ "title": title, "client_secret": BLANK, "order_token": BLANK }).to_string();
        let told: serde_json::Value = serde_json::from_str(&disclosed(&kept, &secrets)).unwrap();
        assert_eq!(told, serde_json::json!({ "title": title, "client_secret": "pi_secret", "order_token": "t-1" }));
    }
}
