//! Where the caller says they are.
//!
//! Headers of an edge network are not believed: whoever knows the API's own name can write them (infra/edge.md).

use domain::profiles::geo_location::{GeoLocation, LocationSource};
use http::StatusCode;
use kernel::country::Country;
use kernel::text::Text;
use kernel::time::Timestamp;
use serde::{Deserialize, Serialize};
use store::profiles::geo_location::GeoLocationRecord;
use table::Stored;
use utoipa::ToSchema;
use web::{Customer, Cx, IfMatch, Problem, Reply, ValidJson, Versioned};
use workflows::profiles::preference::{delete_preference, save_preference};

/// Where somebody is, as far as they tell.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "consent": true, "country": "US", "region": "CA" }))]
pub struct LocationRequest {
    /// That it may be kept; without `true` it is not.
    consent: bool,
    /// The country.
    country: Country,
    /// The state or province.
    region: Option<Text<100>>,
}

/// What is known of a place.
#[derive(Debug, Serialize, ToSchema)]
pub struct LocationView {
    /// The country.
    country: Country,
    /// The state or province.
    region: Option<Text<100>>,
    /// How it became known.
    source: LocationSource,
    /// When it was agreed that it is kept.
    #[schema(value_type = String, format = DateTime)]
    consented_at: Timestamp,
    /// When it is forgotten.
    #[schema(value_type = String, format = DateTime)]
    expires_at: Timestamp,
    /// Rises with every change.
    version: u64,
}

fn view(stored: &Stored<GeoLocationRecord>) -> Versioned<LocationView> {
    let body = LocationView {
        country: stored.country,
        region: stored.region.clone(),
        source: stored.source,
        consented_at: stored.consented_at,
        expires_at: stored.expires_at(),
        version: stored.version(),
    };
    Versioned { version: stored.version(), body }
}

/// Get the location.
#[utoipa::path(get, path = "/v1/me/location", tag = "profile", operation_id = "get_location",
    responses((status = 200, body = LocationView, headers(("ETag" = String))),
        (status = 404, description = "not_found")))]
pub async fn get_location(cx: Cx, Customer(principal): Customer) -> Reply<Versioned<LocationView>> {
    let stored = cx.store.places().of(principal.user).await?;
    let known = stored.filter(|stored| stored.is_known(cx.now));
    Ok(view(&known.ok_or_else(Problem::not_found)?))
}

/// Set the location, with consent to keep it for thirty days.
#[utoipa::path(put, path = "/v1/me/location", tag = "profile", operation_id = "update_location",
    request_body = LocationRequest, params(("If-Match" = Option<String>, Header)),
    responses((status = 200, body = LocationView, headers(("ETag" = String)))))]
pub async fn update_location(
    cx: Cx,
    Customer(principal): Customer,
    if_match: IfMatch,
    ValidJson(body): ValidJson<LocationRequest>,
) -> Reply<Versioned<LocationView>> {
    let place = GeoLocation::stated(principal.user, body.country, body.region, body.consent, cx.now)?;
    let stored = save_preference::<GeoLocationRecord>(&cx, place, if_match.version()?).await?;
    Ok(view(&stored))
}

/// Delete the location.
#[utoipa::path(delete, path = "/v1/me/location", tag = "profile", operation_id = "delete_location",
    params(("If-Match" = Option<String>, Header)),
    responses((status = 204, description = "It is forgotten.")))]
pub async fn delete_location(cx: Cx, Customer(principal): Customer, if_match: IfMatch) -> Reply<StatusCode> {
    delete_preference::<GeoLocationRecord>(&cx, &GeoLocationRecord::at(principal.user), if_match.version()?).await?;
    Ok(StatusCode::NO_CONTENT)
}
