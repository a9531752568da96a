//! Stock, for staff.

use axum::http::StatusCode;
use axum::response::Response;
use domain::inventory::reservation::StockLevelRef;
use domain::inventory::stock_level::StockLevel;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use kernel::id::VariantId;
use kernel::text::Text;
use kernel::time::Timestamp;
use serde::{Deserialize, Serialize};
use store::catalog::variant::VariantRecord;
use store::inventory::stock_level::main_warehouse;
use table::Stored;
use utoipa::ToSchema;
use web::idempotent::{DAY, answer, once_as};
use web::reply::Json;
use web::{
    Admin, Cx, IdempotencyKey, ListQuery, ListView, Problem, Problems, Reply, ValidJson, ValidPath, ValidQuery, scope,
};
use workflows::inventory::stock::adjust as workflow;
use workflows::inventory::stock::adjust::AdjustFault;

use super::view::{AdjustmentView, StockMovementView, StockView};

/// A correction of stock: a delivery, a loss, a count.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AdjustStock {
    /// Units that come, or leave if below zero; not 0.
    #[schema(minimum = -1_000_000_000, maximum = 1_000_000_000, example = 25)]
    change: i64,
    /// Why, for the record.
    #[schema(example = "delivery of 22 November")]
    reason: Text<200>,
}

/// Which movements.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct StockMovementsQuery {
    /// The month in UTC, as `yyyy-mm`; the current one if not given.
    #[param(example = "2026-11")]
    month: Option<String>,
    /// At most so many: 1 to 100, 20 if not given.
    #[param(value_type = Option<u16>, minimum = 1, maximum = 100)]
    limit: Option<String>,
    /// The `next_cursor` of the page before.
    cursor: Option<String>,
}

/// Get the stock level of a variant.
#[utoipa::path(get, path = "/v1/admin/stock/{variant_id}", operation_id = "get_stock_level", tag = "admin",
    params(("variant_id" = VariantId, Path, description = "The variant.")),
    responses((status = 200, description = "The stock.", body = StockView)))]
pub async fn get_stock_level(
    cx: Cx,
    _: Admin<scope::InventoryRead>,
    ValidPath(id): ValidPath<VariantId>,
) -> Reply<Json<StockView>> {
    let variant = variant(&cx, id).await?;
    let cells: Vec<StockLevel> =
        cx.store.stock().of_variant(&variant).await?.into_iter().map(Stored::into_value).collect();
    Ok(Json(StockView::of(&variant, &cells, cx.now)))
}

/// Adjust the stock of a variant.
///
/// Adds units, or takes units away that nobody holds.
#[utoipa::path(post, path = "/v1/admin/stock/{variant_id}/adjustments", operation_id = "adjust_stock", tag = "admin",
    request_body = AdjustStock,
    params(("variant_id" = VariantId, Path, description = "The variant."),
        ("Idempotency-Key" = String, Header, description = "One change for one key, however often it is sent; kept for a day.")),
    responses(
        (status = 200, description = "The change was made.", body = AdjustmentView),
        (status = 409, description = "insufficient_stock (with `available`)"),
        Problems<AdjustFault>))]
pub async fn adjust_stock(
    cx: Cx,
    Admin(principal, ..): Admin<scope::InventoryWrite>,
    ValidPath(id): ValidPath<VariantId>,
    key: IdempotencyKey,
    ValidJson(body): ValidJson<AdjustStock>,
) -> Reply<Response> {
    let command = key.command(&cx, principal.user, &(id, &body), DAY);
    let cx = cx.acting(principal.user);
    let reason = body.reason.to_string();
    let view = AdjustmentView { variant_id: id, change: body.change, reason, adjusted_at: cx.now };
    let answer = answer(StatusCode::OK, &view, None);
    let work = workflow::adjust_stock(&cx, id, body.change, &body.reason, &command, &answer);
    once_as(&cx, Some(&command), &answer, Box::pin(work)).await
}

/// List the stock movements of a variant in one month.
///
/// How the units on hand changed, cell by cell, oldest first.
#[utoipa::path(get, path = "/v1/admin/stock/{variant_id}/movements", operation_id = "list_stock_movements", tag = "admin",
    params(("variant_id" = VariantId, Path, description = "The variant."), StockMovementsQuery),
    responses((status = 200, description = "The movements.", body = ListView<StockMovementView>)))]
pub async fn list_stock_movements(
    cx: Cx,
    Admin(principal, ..): Admin<scope::InventoryRead>,
    ValidPath(id): ValidPath<VariantId>,
    ValidQuery(query): ValidQuery<StockMovementsQuery>,
) -> Reply<Json<ListView<StockMovementView>>> {
    let at = match query.month.as_deref() {
        None => cx.now,
        Some(text) => {
            month(text).ok_or_else(|| Problem::invalid("/month", "invalid_value", "must be a month such as 2026-11"))?
        }
    };
    let list = ListQuery { limit: query.limit, cursor: query.cursor };
    let request = cx.page(&list, principal.user, &format!("{id} {}", at.strftime("%Y-%m")))?;
    let variant = variant(&cx, id).await?;
    let cell = StockLevelRef { variant: variant.id, warehouse: main_warehouse(), number: 0 };
    let page = cx.store.stock().movements(&cell, at, &request).await?;
    Ok(Json(page.map(StockMovementView::from).into()))
}

async fn variant(cx: &Cx, id: VariantId) -> Reply<Stored<VariantRecord>> {
    cx.store.variants().by_id(id).await?.ok_or_else(Problem::not_found)
}

/// The beginning of the month `2026-11`, if it is one.
fn month(text: &str) -> Option<Timestamp> {
    let first: Date = format!("{text}-01").parse().ok()?;
    let is_plain = first.strftime("%Y-%m").to_string() == text;
    let zoned = first.to_zoned(TimeZone::UTC).ok()?;
    is_plain.then(|| zoned.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_is_written_in_one_way() {
        assert_eq!(month("2026-11").unwrap().to_string(), "2026-11-01T00:00:00Z");
        for wrong in ["", "2026", "2026-13", "2026-1", "26-11", "2026-11-01", "november", "2026-11\u{0}", "-2026-11"] {
            assert_eq!(month(wrong), None, "{wrong}");
        }
    }
}
