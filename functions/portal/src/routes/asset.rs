//! The files behind the pages.

use axum::response::Response;
use web::{IfNoneMatch, Problem, Reply, ValidPath};

use crate::asset::{Asset, Edition};
use crate::page::kept;

/// Get a style sheet, script or picture of the pages.
///
/// The name carries a hash of the content, so an answer is good for ever.
#[utoipa::path(get, path = "/docs/{asset}", tag = "pages", operation_id = "get_asset",
    params(("asset" = String, Path, description = "The name as a page spells it.")),
    responses(
        (status = 200, description = "The file."),
        (status = 304, description = "The caller has it.")))]
pub(crate) async fn get_asset(ValidPath(name): ValidPath<String>, known: IfNoneMatch) -> Reply<Response> {
    let (asset, edition) = Asset::find(&name).ok_or_else(Problem::not_found)?;
    let caching = match edition {
        Edition::Current => "public, max-age=31536000, immutable",
        Edition::Other => "public, no-cache",
    };
    Ok(kept(asset.text, asset.media, caching, &known))
}
