//! How the caller likes their parcels packed.

use domain::profiles::packaging_preference::{PackagingPreference, PackagingStyle};
use serde::{Deserialize, Serialize};
use store::profiles::packaging_preference::PackagingPreferenceRecord;
use table::Stored;
use utoipa::ToSchema;
use web::{Customer, Cx, IfMatch, Reply, ValidJson, Versioned};
use workflows::profiles::preference::save_preference;

/// How parcels are to be packed.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PackagingRequest {
    /// What to pack in.
    style: PackagingStyle,
    /// Whether to leave out what fills the gaps.
    no_filler: bool,
    /// Whether fewer parcels are worth waiting for.
    consolidate: bool,
}

/// How parcels are packed when an order says nothing else.
#[derive(Debug, Serialize, ToSchema)]
pub struct PackagingView {
    /// What to pack in.
    style: PackagingStyle,
    /// Whether to leave out what fills the gaps.
    no_filler: bool,
    /// Whether fewer parcels are worth waiting for.
    consolidate: bool,
    /// Rises with every change; 0 as long as nothing was said.
    version: u64,
}

fn view(preference: &PackagingPreference, version: u64) -> Versioned<PackagingView> {
    let PackagingPreference { style, no_filler, consolidate, .. } = *preference;
    Versioned { version, body: PackagingView { style, no_filler, consolidate, version } }
}

/// Get the packaging preference.
#[utoipa::path(get, path = "/v1/me/packaging-preference", tag = "profile", operation_id = "get_packaging_preference",
    responses((status = 200, body = PackagingView, headers(("ETag" = String)))))]
pub async fn get_packaging_preference(cx: Cx, Customer(principal): Customer) -> Reply<Versioned<PackagingView>> {
    let stored = cx.store.packaging().of(principal.user).await?;
    let version = stored.as_ref().map_or(0, Stored::version);
    let usual = || PackagingPreference::usual(principal.user);
    Ok(view(&stored.map_or_else(usual, Stored::into_value), version))
}

/// Set the packaging preference.
#[utoipa::path(put, path = "/v1/me/packaging-preference", tag = "profile", operation_id = "update_packaging_preference",
    request_body = PackagingRequest, params(("If-Match" = Option<String>, Header)),
    responses((status = 200, body = PackagingView, headers(("ETag" = String)))))]
pub async fn update_packaging_preference(
    cx: Cx,
    Customer(principal): Customer,
    if_match: IfMatch,
    ValidJson(body): ValidJson<PackagingRequest>,
) -> Reply<Versioned<PackagingView>> {
    let preference = PackagingPreference {
        user: principal.user,
        style: body.style,
        no_filler: body.no_filler,
        consolidate: body.consolidate,
    };
    let stored = save_preference::<PackagingPreferenceRecord>(&cx, preference, if_match.version()?).await?;
    Ok(view(&stored, stored.version()))
}
