//! Prices of variants, for staff.

use kernel::id::{ProductId, VariantId};
use kernel::money::Money;
use serde::{Deserialize, Serialize};
use store::catalog::variant::VariantRecord;
use table::Stored;
use utoipa::ToSchema;
use web::{Admin, Cx, IfMatch, Problem, Problems, Reply, ValidJson, ValidPath, Versioned, scope};
use workflows::catalog::variant::update_price as workflow;
use workflows::catalog::variant::update_price::SetPriceFault;

/// What a variant costs.
#[derive(Debug, Serialize, ToSchema)]
pub struct PriceView {
    /// The variant.
    variant_id: VariantId,
    /// What it is a variant of.
    product_id: ProductId,
    /// The product's name for people.
    product_title: String,
    /// The variant's options in one line.
    variant_title: String,
    /// What one costs, without tax.
    price: Money,
    /// What one cost before, if that was more.
    compare_at: Option<Money>,
    /// Rises with every change of the variant.
    version: u64,
}

impl From<&Stored<VariantRecord>> for PriceView {
    fn from(variant: &Stored<VariantRecord>) -> Self {
        Self {
            variant_id: variant.id,
            product_id: variant.product,
            product_title: variant.product_title.clone(),
            variant_title: variant.title.clone(),
            price: variant.price,
            compare_at: variant.compare_at,
            version: variant.version(),
        }
    }
}

impl PriceView {
    fn versioned(variant: &Stored<VariantRecord>) -> Versioned<Self> {
        Versioned { version: variant.version(), body: Self::from(variant) }
    }
}

/// A new price.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetPrice {
    /// What one shall cost, without tax, in the shop's currency.
    price: Money,
}

/// Get the price of a variant.
#[utoipa::path(get, path = "/v1/admin/prices/{variant_id}", operation_id = "get_price", tag = "admin",
    params(("variant_id" = VariantId, Path, description = "The variant.")),
    responses(
        (status = 200, description = "The price.", body = PriceView,
            headers(("ETag" = String, description = "The variant's version.")))))]
pub async fn get_price(
    cx: Cx,
    _: Admin<scope::CatalogRead>,
    ValidPath(id): ValidPath<VariantId>,
) -> Reply<Versioned<PriceView>> {
    let variant = cx.store.variants().by_id(id).await?.ok_or_else(Problem::not_found)?;
    Ok(PriceView::versioned(&variant))
}

/// Set the price of a variant.
///
/// Lists and the product's page follow at once; orders keep the price that they were placed at. A former price that is not
/// above the new one is dropped.
#[utoipa::path(put, path = "/v1/admin/prices/{variant_id}", operation_id = "update_price", tag = "admin",
    request_body = SetPrice,
    params(("variant_id" = VariantId, Path, description = "The variant."),
        ("If-Match" = String, Header, description = "The version that the caller changes.", example = "\"v1\"")),
    responses(
        (status = 200, description = "The price.", body = PriceView,
            headers(("ETag" = String, description = "The variant's version."))),
        Problems<SetPriceFault>))]
pub async fn update_price(
    cx: Cx,
    Admin(principal, ..): Admin<scope::CatalogWrite>,
    ValidPath(id): ValidPath<VariantId>,
    if_match: IfMatch,
    body: Result<ValidJson<SetPrice>, Problem>,
) -> Reply<Versioned<PriceView>> {
    let expected = if_match.required()?;
    let ValidJson(body) = body?;
    let cx = cx.acting(principal.user);
    let variant = workflow::update_price(&cx, id, body.price, expected).await?;
    Ok(PriceView::versioned(&variant))
}
