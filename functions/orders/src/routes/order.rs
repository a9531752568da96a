//! The caller's own orders.

use axum::response::Response;
use domain::orders::order::{CancelReason, Order, is_order_token};
use http::StatusCode;
use kernel::id::OrderId;
use store::orders::order::OrderPage;
use table::idempotency::Answer;
use web::idempotent::{Replayed, answer, once, respond};
use web::principal::Principal;
use web::reply::Json;
use web::staff::Demand;
use web::{
    AnyoneOrStaff, Customer, Cx, IdempotencyKey, IfMatch, ListQuery, ListView, OrderToken, Problem, Reply, ValidPath,
    ValidQuery, Versioned, scope,
};
use workflows::orders::order::cancel::cancel_order;

use super::view::{OrderCardView, OrderSecrets, OrderView};

/// List the customer's orders, newest first.
#[utoipa::path(get, path = "/v1/orders", tag = "orders", operation_id = "list_orders", params(ListQuery),
    responses((status = 200, body = ListView<OrderCardView>)))]
pub async fn list_orders(
    cx: Cx,
    Customer(principal): Customer,
    ValidQuery(query): ValidQuery<ListQuery>,
) -> Reply<Json<ListView<OrderCardView>>> {
    let request = cx.page(&query, principal.user, "")?;
    let page = cx.store.orders().of_customer(principal.user, &request).await?;
    Ok(Json(page.map(|order| OrderCardView::of(&order, order.version())).into()))
}

/// Get an order with its timeline.
///
/// For its customer, for staff with `orders:read`, and for whoever has its token.
#[utoipa::path(get, path = "/v1/orders/{id}", tag = "orders", operation_id = "get_order",
    params(("id" = OrderId, Path), ("X-Order-Token" = Option<String>, Header, description = "The order's own token.")),
    responses((status = 200, body = OrderView, headers(("ETag" = String)))))]
pub async fn get_order(
    cx: Cx,
    caller: AnyoneOrStaff<scope::OrdersRead>,
    token: OrderToken,
    ValidPath(id): ValidPath<OrderId>,
) -> Reply<Versioned<OrderView>> {
    let page = visible(&cx, &caller, &token, id).await?;
    let view = OrderView::of(&page.head, page.head.version(), &page.lines, &page.timeline, OrderSecrets::default());
    Ok(Versioned { version: page.head.version(), body: view })
}

/// Cancel an order.
///
/// Held stock and paid money go back.
///
/// Its customer may, whoever has its token, and staff with `orders:write`.
#[utoipa::path(post, path = "/v1/orders/{id}/cancel", tag = "orders", operation_id = "cancel_order",
    params(("id" = OrderId, Path), ("Idempotency-Key" = String, Header), ("If-Match" = Option<String>, Header),
        ("X-Order-Token" = Option<String>, Header)),
    responses(
        (status = 200, body = OrderCardView),
        (status = 409, description = "invalid_state_transition (with allowed)")))]
pub async fn cancel(
    cx: Cx,
    caller: AnyoneOrStaff<scope::OrdersWrite>,
    token: OrderToken,
    ValidPath(id): ValidPath<OrderId>,
    if_match: IfMatch,
    key: IdempotencyKey,
) -> Reply<Response> {
    visible(&cx, &caller, &token, id).await?;
    let who = who(caller.principal, id);
    let cx = cx.acting(&who);
    let command = key.command(&cx, &who, &id, web::idempotent::MONEY);
    let reason = if caller.is_staff { CancelReason::StaffRequest } else { CancelReason::CustomerRequest };
    let work = async {
        let cancelled = cancel_order(&cx, id, reason, if_match.version()?, Some(&command), told).await?;
        Ok::<_, Problem>(respond(told(&cancelled, cancelled.version()), Replayed::No))
    };
    once(&cx, Some(&command), work).await
}

fn told(order: &Order, version: u64) -> Answer {
    answer(StatusCode::OK, &OrderCardView::of(order, version), None)
}

/// Who is behind a request about `order`: the account, or the guest who has its token.
fn who(principal: Option<Principal>, order: OrderId) -> String {
    principal.map_or_else(|| format!("guest of {order}"), |principal| principal.user.to_string())
}

/// The order, if the caller may see it; else it does not exist for them.
async fn visible<S: Demand>(
    cx: &Cx,
    caller: &AnyoneOrStaff<S>,
    OrderToken(token): &OrderToken,
    id: OrderId,
) -> Reply<OrderPage> {
    let by_token = match token {
        Some(token) => is_order_token(cx.settings.link_key()?, id, token),
        None => false,
    };
    if caller.principal.is_none() && !by_token {
        return Err(Problem::not_found());
    }
    let page = cx.store.orders().page(id).await?.ok_or_else(|| caller.refusal())?;
    let own = caller.principal.is_some_and(|principal| page.head.customer == Some(principal.user));
    if own || by_token || caller.is_staff { Ok(page) } else { Err(caller.refusal()) }
}
