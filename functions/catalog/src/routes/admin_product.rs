//! Products, for staff: whatever their status.

use domain::catalog::product::ProductStatus;
use domain::catalog::variant::{InventoryPolicy, Variant};
use kernel::id::{CategoryId, ProductId, VariantId};
use kernel::money::Money;
use kernel::slug::Slug;
use kernel::time::Timestamp;
use serde::{Deserialize, Serialize};
use store::catalog::product::ProductPage;
use utoipa::ToSchema;
use web::{Admin, Cx, IfMatch, Problem, Problems, Reply, ValidJson, ValidPath, Versioned, scope};
use workflows::catalog::product::update_status as workflow;
use workflows::catalog::product::update_status::SetStatusFault;

/// A product, as staff see it.
#[derive(Debug, Serialize, ToSchema)]
pub struct AdminProductView {
    /// The product.
    id: ProductId,
    /// Its name in addresses.
    slug: Slug,
    /// Its name for people.
    title: String,
    /// The brand; may be empty.
    vendor: String,
    /// What kind of thing it is, in the merchant's words; may be empty.
    product_type: String,
    /// Labels.
    tags: Vec<String>,
    /// Whether shoppers see it.
    status: ProductStatus,
    /// The categories that it is listed in, from the root to its own.
    category_ids: Vec<CategoryId>,
    /// The names of its options.
    options: Vec<String>,
    /// What the cheapest variant costs, without tax.
    price: Money,
    /// What the dearest variant costs.
    price_to: Money,
    /// What can be bought, in its order.
    variants: Vec<AdminVariantView>,
    /// When it was made.
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// When it last changed.
    #[schema(value_type = String, format = DateTime)]
    updated_at: Timestamp,
    /// Rises with every change.
    version: u64,
}

/// A variant, as staff see it.
#[derive(Debug, Serialize, ToSchema)]
pub struct AdminVariantView {
    /// The variant.
    id: VariantId,
    /// Its options in one line.
    title: String,
    /// The merchant's own number.
    sku: Option<String>,
    /// The number under the bars.
    barcode: Option<String>,
    /// What one costs, without tax.
    price: Money,
    /// What one cost before, if that was more.
    compare_at: Option<Money>,
    /// Whether its stock is counted.
    tracked: bool,
    /// What happens when more is wanted than is there.
    inventory_policy: InventoryPolicy,
}

impl From<Variant> for AdminVariantView {
    fn from(variant: Variant) -> Self {
        Self {
            id: variant.id,
            title: variant.title,
            sku: variant.sku,
            barcode: variant.barcode,
            price: variant.price,
            compare_at: variant.compare_at,
            tracked: variant.tracked,
            inventory_policy: variant.policy,
        }
    }
}

impl From<ProductPage> for AdminProductView {
    fn from(page: ProductPage) -> Self {
        let version = page.head.version();
        let head = page.head.into_value();
        let shown = page.variants.into_iter().filter(|variant| head.variants.contains(&variant.id));
        Self {
            id: head.id,
            slug: head.slug,
            title: head.title,
            vendor: head.vendor,
            product_type: head.product_type,
            tags: head.tags,
            status: head.status,
            category_ids: head.categories,
            options: head.options,
            price: head.price_from,
            price_to: head.price_to,
            variants: shown.map(AdminVariantView::from).collect(),
            created_at: head.created_at,
            updated_at: head.updated_at,
            version,
        }
    }
}

/// Whether shoppers shall see a product.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "status": "active" }))]
pub struct SetProductStatus {
    /// Only an active product is shown, listed and sold.
    status: ProductStatus,
}

/// Whether shoppers see a product.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProductStatusView {
    /// The product.
    id: ProductId,
    /// Whether shoppers see it.
    status: ProductStatus,
    /// The version of the product.
    version: u64,
}

/// Get a product, as staff see it.
#[utoipa::path(get, path = "/v1/admin/products/{id}", operation_id = "get_admin_product", tag = "admin",
    params(("id" = ProductId, Path, description = "The product.")),
    responses(
        (status = 200, description = "The product.", body = AdminProductView,
            headers(("ETag" = String, description = "Its version.")))))]
pub async fn get_admin_product(
    cx: Cx,
    _: Admin<scope::CatalogRead>,
    ValidPath(id): ValidPath<ProductId>,
) -> Reply<Versioned<AdminProductView>> {
    let page = cx.store.products().page(id).await?.ok_or_else(Problem::not_found)?;
    Ok(Versioned { version: page.head.version(), body: page.into() })
}

/// Publish or unpublish a product.
///
/// Shows it to shoppers, or takes it from them.
///
/// What is not active is neither listed nor found nor sold; carts that hold it say so.
#[utoipa::path(put, path = "/v1/admin/products/{id}/status", operation_id = "update_product_status", tag = "admin",
    request_body = SetProductStatus,
    params(("id" = ProductId, Path, description = "The product."),
        ("If-Match" = String, Header, description = "The version that the caller changes.", example = "\"v1\"")),
    responses(
        (status = 200, description = "The status.", body = ProductStatusView,
            headers(("ETag" = String, description = "The product's version."))),
        Problems<SetStatusFault>))]
pub async fn update_product_status(
    cx: Cx,
    Admin(principal, ..): Admin<scope::CatalogWrite>,
    ValidPath(id): ValidPath<ProductId>,
    if_match: IfMatch,
    body: Result<ValidJson<SetProductStatus>, Problem>,
) -> Reply<Versioned<ProductStatusView>> {
    let expected = if_match.required()?;
    let ValidJson(body) = body?;
    let cx = cx.acting(principal.user);
    let head = workflow::update_product_status(&cx, id, body.status, expected).await?;
    let (status, version) = (head.status, head.version());
    Ok(Versioned { version, body: ProductStatusView { id, status, version } })
}
