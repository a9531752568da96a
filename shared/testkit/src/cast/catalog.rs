//! What paths of products and their variants name; stock and prices are theirs too.

use super::Cast;

#[expect(clippy::unused_async, reason = "every area is asked alike")]
pub(super) async fn value_for(cast: &Cast<'_>, path: &str, variable: &str) -> Option<String> {
    match variable {
        "variant_id" => Some(cast.lamp.variant.id.to_string()),
        "id_or_slug" if path.contains("/categories/") => Some(cast.category.to_string()),
        "id" | "id_or_slug" if path.contains("/products/") => Some(cast.lamp.product.to_string()),
        _ => None,
    }
}
