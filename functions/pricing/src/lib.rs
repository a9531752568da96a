//! Prices and taxes.

pub mod routes;

use runtime::{Function, Worker};
use utoipa_axum::router::OpenApiRouter;
use web::{App, routes};

use crate::routes::{price, tax};

/// This feature area.
pub static FUNCTION: Function = Function {
    name: "pricing",
    router: Some(router),
    worker: Worker { message: None, records: None, task: None },
    table: runtime::tables::shop,
    gateways: runtime::ports::none,
};

/// The routes.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(tax::list_taxes)).routes(routes!(price::find_price, price::set_price))
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_route_is_described_under_the_name_of_its_handler() {
        let (_, document) = super::router().split_for_parts();
        let document = serde_json::to_value(document).unwrap();
        for (path, method, id) in [
            ("/v1/taxes", "get", "list_taxes"),
            ("/v1/admin/prices/{variant_id}", "get", "find_price"),
            ("/v1/admin/prices/{variant_id}", "put", "set_price"),
        ] {
            assert_eq!(document["paths"][path][method]["operationId"], id, "{method} {path}");
        }
        assert_eq!(document["paths"].as_object().unwrap().len(), 2);
    }
}
