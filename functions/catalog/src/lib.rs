//! Products, variants and categories.

mod memory;
pub mod name;
pub mod routes;
mod search;

use runtime::{Function, Worker};
use utoipa::openapi::{ComponentsBuilder, OpenApiBuilder};
use utoipa_axum::router::OpenApiRouter;
use web::{App, routes};

use crate::routes::product::ProductSort;
use crate::routes::{admin_product, category, product};

/// This feature area.
pub static FUNCTION: Function = Function {
    name: "catalog",
    router: Some(router),
    worker: Worker { message: None, records: None, task: None },
    table: runtime::tables::shop,
    gateways: runtime::ports::none,
};

/// The routes.
pub fn router() -> OpenApiRouter<App> {
    // Only a query's parameter refers to it, and those are not collected.
    let schemas = ComponentsBuilder::new().schema_from::<ProductSort>().build();
    OpenApiRouter::with_openapi(OpenApiBuilder::new().components(Some(schemas)).build())
        .routes(routes!(product::list_products))
        .routes(routes!(product::find_product))
        .routes(routes!(category::list_categories))
        .routes(routes!(category::find_category))
        .routes(routes!(admin_product::find_admin_product))
        .routes(routes!(admin_product::set_product_status))
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_route_is_described_under_the_name_of_its_handler() {
        let (_, document) = super::router().split_for_parts();
        let document = serde_json::to_value(document).unwrap();
        for (path, method, id) in [
            ("/v1/products", "get", "list_products"),
            ("/v1/products/{id_or_slug}", "get", "find_product"),
            ("/v1/categories", "get", "list_categories"),
            ("/v1/categories/{id_or_slug}", "get", "find_category"),
            ("/v1/admin/products/{id}", "get", "find_admin_product"),
            ("/v1/admin/products/{id}/status", "put", "set_product_status"),
        ] {
            assert_eq!(document["paths"][path][method]["operationId"], id, "{method} {path}");
        }
        assert_eq!(document["paths"].as_object().unwrap().len(), 6);
    }
}
