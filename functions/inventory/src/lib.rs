//! Stock and its movements.

pub mod routes;

use runtime::{Function, Worker};
use utoipa_axum::router::OpenApiRouter;
use web::{App, routes};

use crate::routes::stock;

/// This feature area.
pub static FUNCTION: Function = Function {
    name: "inventory",
    router: Some(router),
    worker: Worker { message: None, records: None, task: None },
    table: runtime::tables::shop,
    gateways: runtime::ports::none,
};

/// The routes.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(stock::find_stock))
        .routes(routes!(stock::adjust_stock))
        .routes(routes!(stock::list_movements))
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_route_is_described_under_the_name_of_its_handler() {
        let (_, document) = super::router().split_for_parts();
        let document = serde_json::to_value(document).unwrap();
        for (path, method, id) in [
            ("/v1/admin/stock/{variant_id}", "get", "find_stock"),
            ("/v1/admin/stock/{variant_id}/adjustments", "post", "adjust_stock"),
            ("/v1/admin/stock/{variant_id}/movements", "get", "list_movements"),
        ] {
            assert_eq!(document["paths"][path][method]["operationId"], id, "{method} {path}");
        }
        assert_eq!(document["paths"].as_object().unwrap().len(), 3);
    }
}
