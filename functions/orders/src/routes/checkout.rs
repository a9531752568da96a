//! Check-out.

use axum::response::Response;
use domain::payments::payment::Provider;
use http::StatusCode;
use kernel::email::Email;
use kernel::money::Money;
use serde::{Deserialize, Serialize};
use table::idempotency::Answer;
use utoipa::ToSchema;
use web::idempotent::{MONEY, Replayed, answer, respond};
use web::shopper::Owner;
use web::{Cx, IdempotencyKey, ProblemView, Reply, ValidJson};
use workflows::place_order::{Checkout, Placed, Wishes, place_order};

use super::view::{OrderView, Told};

/// What the buyer says beside the cart.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckOut {
    /// Where the confirmation goes; guests must say.
    #[serde(default)]
    email: Option<Email>,
    /// Who takes the money.
    payment: CheckOutPayment,
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

/// Turn the cart into an order that waits for its payment.
///
/// The price is frozen, the stock is held, and `payment.client_secret` lets the buyer's browser confirm the payment with the
/// provider. The order is placed once the provider has told us.
#[utoipa::path(post, path = "/v1/checkout", tag = "checkout", operation_id = "check_out", request_body = CheckOut,
    params(("Idempotency-Key" = String, Header, description = "One order for one key, however often it is sent; kept for 30 days."),
        ("X-Cart-Token" = Option<String>, Header, description = "A guest's cart token.")),
    responses((status = 201, body = OrderView, headers(("Location" = String))),
        (status = 402, body = ProblemView, description = "payment_declined"),
        (status = 409, body = ProblemView, description = "insufficient_stock (with available), price_changed (with the new quote), variant_unavailable, order_closed, idempotency_in_progress"),
        (status = 422, body = ProblemView, description = "cart_empty, email_required, shipping_address_required, shipping_method_required, idempotency_key_reused, validation_failed"),
        (status = 503, body = ProblemView, description = "unavailable: send the same request again")),
    security(("bearer" = []), ("cart_token" = [])))]
pub async fn check_out(
    cx: Cx,
    Owner(shopper): Owner,
    key: IdempotencyKey,
    ValidJson(body): ValidJson<CheckOut>,
) -> Reply<Response> {
    let cx = cx.acting(shopper);
    let command = key.command(&cx, shopper, &body, MONEY);
    let wishes = Wishes { email: body.email, provider: body.payment.provider, expected_total: body.expected_total };
    // On the heap: the whole saga's state is large, and every layer around it would carry it along.
    match Box::pin(place_order(&cx, shopper, &wishes, &command, &render)).await? {
        Checkout::Fresh(answer) => Ok(respond(answer, Replayed::No)),
        Checkout::Replayed(answer) => Ok(respond(answer, Replayed::Yes)),
    }
}

fn render(placed: &Placed) -> Answer {
    let told = Told {
        order_token: Some(placed.order_token.clone()),
        client_secret: placed.client_secret.clone(),
        reference: placed.payment.reference.clone(),
    };
    let view = OrderView::of(&placed.order, 1, &placed.lines, &[], told);
    answer(StatusCode::CREATED, &view, Some(format!("/v1/orders/{}", placed.order.id)))
}
