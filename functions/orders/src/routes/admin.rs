//! All orders, for staff.

use domain::orders::order::OrderStatus;
use kernel::time::day;
use serde::Deserialize;
use utoipa::IntoParams as DescribeParams;
use web::reply::Json;
use web::{Admin, Cx, ListQuery, ListView, Problem, Reply, ValidQuery, scope};

use super::view::OrderCardView;

/// Which orders.
#[derive(Debug, Deserialize, DescribeParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct OrdersQuery {
    /// The UTC day they were made, as `yyyy-mm-dd`; today if not given.
    #[param(example = "2026-01-31")]
    day: Option<String>,
    /// Only those in this status.
    status: Option<OrderStatus>,
    /// At most so many: 1 to 100, 20 if not given.
    #[param(value_type = Option<u16>, minimum = 1, maximum = 100)]
    limit: Option<String>,
    /// The `next_cursor` of the page before.
    cursor: Option<String>,
}

/// List the orders of a day, in one status or in all.
///
/// Newest first within a status.
#[utoipa::path(get, path = "/v1/admin/orders", tag = "admin", operation_id = "list_admin_orders", params(OrdersQuery),
    responses((status = 200, body = ListView<OrderCardView>)))]
pub async fn list_admin_orders(
    cx: Cx,
    Admin(principal, ..): Admin<scope::OrdersRead>,
    ValidQuery(query): ValidQuery<OrdersQuery>,
) -> Reply<Json<ListView<OrderCardView>>> {
    let day = match &query.day {
        None => day(cx.now),
        Some(text) => compact(text)
            .ok_or_else(|| Problem::invalid("/day", "invalid_value", "must be a day such as 2026-01-31"))?,
    };
    let filter = format!("{day} {}", query.status.map_or("all", OrderStatus::as_str));
    let list = ListQuery { limit: query.limit, cursor: query.cursor };
    let request = cx.page(&list, principal.user, &filter)?;
    let page = cx.store.orders().of_day(&day, query.status, &request).await?;
    Ok(Json(page.map(|order| OrderCardView::of(&order, order.version())).into()))
}

/// `2026-01-31` as `20260131`, if it is a day.
fn compact(text: &str) -> Option<String> {
    let date: jiff::civil::Date = text.parse().ok()?;
    (date.to_string() == text).then(|| text.replace('-', ""))
}
