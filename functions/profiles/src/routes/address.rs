//! The address book of the caller. Whose it is is part of every key, so somebody else's addresses do not exist.

use axum::response::{IntoResponse, Response};
use domain::profiles::address::Address;
use domain::profiles::address_book::{Defaults, SavedAddress};
use http::StatusCode;
use kernel::country::Country;
use kernel::id::AddressId;
use kernel::text::Text;
use kernel::time::Timestamp;
use serde::{Deserialize, Serialize};
use table::idempotency::Answer;
use utoipa::ToSchema;
use web::etag::etag;
use web::idempotent::{Replayed, answer, once, respond};
use web::reply::{Json, tagged};
use web::{Customer, Cx, IfMatch, ListView, OptionalKey, Problem, Reply, ValidJson, ValidPath, Versioned};
use workflows::profiles::address_book::{self, Kept};

/// An address to be kept.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "name": "Ana Lee", "line1": "1 Main Street", "city": "Springfield", "region": "IL", "postal_code": "62701", "country": "US",
}))]
pub struct AddressRequest {
    /// Who receives it.
    name: Text<100>,
    /// Street and number.
    line1: Text<200>,
    /// Floor, company, care of.
    line2: Option<Text<200>>,
    /// The town; required where the country's addresses name one.
    city: Option<Text<100>>,
    /// State or province; required where mail needs it.
    region: Option<Text<100>>,
    /// The postal code; required and checked where the country has one.
    postal_code: Option<Text<20>>,
    /// The country.
    country: Country,
    /// For the carrier's questions, in its international form.
    #[schema(example = "+4930123456")]
    phone: Option<Text<30>>,
    /// Whether deliveries go there from now on. `false` leaves it as it is: a default moves, and never merely ends.
    #[serde(default)]
    default_shipping: bool,
    /// Whether bills go there from now on. `false` leaves it as it is.
    #[serde(default)]
    default_billing: bool,
}

impl AddressRequest {
    fn into_parts(self) -> (Address, Defaults) {
        let wanted = Defaults { shipping: self.default_shipping, billing: self.default_billing };
        let address = Address {
            name: self.name,
            line1: self.line1,
            line2: self.line2,
            city: self.city,
            region: self.region,
            postal_code: self.postal_code,
            country: self.country,
            phone: self.phone,
        };
        (address, wanted)
    }
}

/// An address of the address book.
#[derive(Debug, Serialize, ToSchema)]
pub struct AddressView {
    /// Which one.
    id: AddressId,
    /// Who receives it.
    name: Text<100>,
    /// Street and number.
    line1: Text<200>,
    /// Floor, company, care of.
    line2: Option<Text<200>>,
    /// The town.
    city: Option<Text<100>>,
    /// State or province.
    region: Option<Text<100>>,
    /// The postal code.
    postal_code: Option<Text<20>>,
    /// The country.
    country: Country,
    /// For the carrier's questions, in its international form.
    phone: Option<Text<30>>,
    /// Whether deliveries go there.
    default_shipping: bool,
    /// Whether bills go there.
    default_billing: bool,
    /// When it was kept first.
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// When it was changed last.
    #[schema(value_type = String, format = DateTime)]
    updated_at: Timestamp,
    /// Rises with every change of the address itself.
    version: u64,
}

impl AddressView {
    fn of(saved: &SavedAddress, defaults: Defaults, version: u64) -> Self {
        let address = saved.address.clone();
        Self {
            id: saved.id,
            name: address.name,
            line1: address.line1,
            line2: address.line2,
            city: address.city,
            region: address.region,
            postal_code: address.postal_code,
            country: address.country,
            phone: address.phone,
            default_shipping: defaults.shipping,
            default_billing: defaults.billing,
            created_at: saved.created_at,
            updated_at: saved.updated_at,
            version,
        }
    }
}

/// List the saved addresses, oldest first.
///
/// There are at most fifty.
#[utoipa::path(get, path = "/v1/me/addresses", tag = "profile", operation_id = "list_addresses",
    responses((status = 200, body = ListView<AddressView>)))]
pub async fn list_addresses(cx: Cx, Customer(principal): Customer) -> Reply<Json<ListView<AddressView>>> {
    let (book, addresses) = cx.store.addresses().of_user(principal.user).await?;
    let defaults = |id| book.as_ref().map(|book| book.defaults_of(id)).unwrap_or_default();
    let view = |saved: &table::Stored<store::profiles::address::AddressRecord>| {
        AddressView::of(saved, defaults(saved.id), saved.version())
    };
    Ok(Json(ListView { items: addresses.iter().map(view).collect(), next_cursor: None }))
}

/// Save an address.
///
/// The first becomes the default for deliveries and for bills.
#[utoipa::path(post, path = "/v1/me/addresses", tag = "profile", operation_id = "create_address",
    request_body = AddressRequest, params(("Idempotency-Key" = Option<String>, Header)),
    responses(
        (status = 201, body = AddressView, headers(("Location" = String), ("ETag" = String))),
        (status = 409, description = "address_book_full")))]
pub async fn create_address(
    cx: Cx,
    Customer(principal): Customer,
    key: OptionalKey,
    ValidJson(body): ValidJson<AddressRequest>,
) -> Reply<Response> {
    let command = key.command(&cx, principal.user, &body);
    let (address, wanted) = body.into_parts();
    let work = async {
        let kept =
            address_book::create_address(&cx, principal.user, address, wanted, command.as_ref(), created).await?;
        Ok::<_, Problem>(tagged(respond(created(&kept), Replayed::No), &etag(kept.version)))
    };
    once(&cx, command.as_ref(), work).await
}

fn created(kept: &Kept) -> Answer {
    let view = AddressView::of(&kept.address, kept.defaults, kept.version);
    answer(StatusCode::CREATED, &view, Some(format!("/v1/me/addresses/{}", kept.address.id)))
}

/// Get a saved address.
#[utoipa::path(get, path = "/v1/me/addresses/{address_id}", tag = "profile", operation_id = "get_address",
    params(("address_id" = AddressId, Path)),
    responses((status = 200, body = AddressView, headers(("ETag" = String)))))]
pub async fn get_address(
    cx: Cx,
    Customer(principal): Customer,
    ValidPath(id): ValidPath<AddressId>,
) -> Reply<Versioned<AddressView>> {
    let found = cx.store.addresses().by_id(principal.user, id).await?;
    let (saved, book) = found.ok_or_else(Problem::not_found)?;
    let version = saved.version();
    Ok(Versioned { version, body: AddressView::of(&saved, book.defaults_of(id), version) })
}

/// Replace a saved address.
#[utoipa::path(put, path = "/v1/me/addresses/{address_id}", tag = "profile", operation_id = "update_address",
    request_body = AddressRequest, params(("address_id" = AddressId, Path), ("If-Match" = Option<String>, Header)),
    responses((status = 200, body = AddressView, headers(("ETag" = String)))))]
pub async fn update_address(
    cx: Cx,
    Customer(principal): Customer,
    ValidPath(id): ValidPath<AddressId>,
    if_match: IfMatch,
    ValidJson(body): ValidJson<AddressRequest>,
) -> Reply<Versioned<AddressView>> {
    let ((address, wanted), expected) = (body.into_parts(), if_match.version()?);
    let kept = address_book::update_address(&cx, principal.user, id, address, wanted, expected).await?;
    let version = kept.version;
    Ok(Versioned { version, body: AddressView::of(&kept.address, kept.defaults, version) })
}

/// Delete a saved address.
///
/// Orders that went there are not touched; the oldest of the others takes over as default.
#[utoipa::path(delete, path = "/v1/me/addresses/{address_id}", tag = "profile", operation_id = "delete_address",
    params(("address_id" = AddressId, Path), ("If-Match" = Option<String>, Header)),
    responses((status = 204, description = "It is gone.")))]
pub async fn delete_address(
    cx: Cx,
    Customer(principal): Customer,
    ValidPath(id): ValidPath<AddressId>,
    if_match: IfMatch,
) -> Reply<Response> {
    address_book::delete_address(&cx, principal.user, id, if_match.version()?).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
