//! The profile of the caller.

use axum::response::Response;
use domain::profiles::language_tag::LanguageTag;
use http::StatusCode;
use kernel::phone_number::PhoneNumber;
use kernel::text::Text;
use kernel::time::Timestamp;
use serde::{Deserialize, Serialize};
use table::idempotency::Answer;
use utoipa::ToSchema;
use web::idempotent::{answer, once};
use web::{Customer, Cx, IfMatch, OptionalKey, Problem, Problems, Reply, ValidJson, Versioned};
use workflows::profiles::profile::ProfileFault;
use workflows::profiles::profile::{EditedProfile, FieldChange, ProfileChange, read_profile, update_profile as edit};

/// What of a profile is to be changed (RFC 7396): what is left out stays, and `null` takes away.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "name": "Ana Lee", "locale": "de-DE" }))]
pub struct ProfilePatch {
    /// How to address them.
    #[serde(default)]
    #[schema(value_type = Option<Text<100>>)]
    name: FieldChange<Text<100>>,
    /// Where they can be called, with a plus and the country calling code.
    #[serde(default)]
    #[schema(value_type = Option<PhoneNumber>)]
    phone: FieldChange<PhoneNumber>,
    /// The language they are written in.
    #[serde(default)]
    #[schema(value_type = Option<LanguageTag>)]
    locale: FieldChange<LanguageTag>,
}

/// A profile.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProfileView {
    /// How to address them.
    name: Option<Text<100>>,
    /// Where they can be called.
    phone: Option<PhoneNumber>,
    /// Whether it was shown that they can be: `GET /v1/me/phone`.
    phone_verified: bool,
    /// When that was shown.
    #[schema(value_type = Option<String>, format = DateTime)]
    phone_verified_at: Option<Timestamp>,
    /// The language they are written in.
    locale: Option<LanguageTag>,
    /// Rises with every change; 0 as long as nothing was told.
    version: u64,
}

impl ProfileView {
    fn of(edited: &EditedProfile) -> Self {
        Self {
            name: edited.name.clone(),
            phone: edited.profile.phone.clone(),
            phone_verified: edited.phone_verified_at.is_some(),
            phone_verified_at: edited.phone_verified_at,
            locale: edited.profile.locale.clone(),
            version: edited.version,
        }
    }
}

/// Get the profile.
#[utoipa::path(get, path = "/v1/me/profile", tag = "profile", operation_id = "get_profile",
    responses((status = 200, body = ProfileView, headers(("ETag" = String)))))]
pub async fn get_profile(cx: Cx, Customer(principal): Customer) -> Reply<Versioned<ProfileView>> {
    let read = read_profile(&cx, principal.user).await?;
    Ok(Versioned { version: read.version, body: ProfileView::of(&read) })
}

/// Update the profile.
///
/// A phone number other than the verified one is not verified.
#[utoipa::path(patch, path = "/v1/me/profile", tag = "profile", operation_id = "update_profile",
    request_body = ProfilePatch, params(("If-Match" = Option<String>, Header), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = ProfileView, headers(("ETag" = String))),
        Problems<ProfileFault>))]
pub async fn update_profile(
    cx: Cx,
    Customer(principal): Customer,
    if_match: IfMatch,
    key: OptionalKey,
    ValidJson(body): ValidJson<ProfilePatch>,
) -> Reply<Response> {
    let command = key.command(&cx, principal.user, &body);
    let change = ProfileChange { name: body.name, phone: body.phone, locale: body.locale };
    let work = async {
        let edited = edit(&cx, principal.user, &change, if_match.version()?, command.as_ref(), record).await?;
        Ok::<_, Problem>(Versioned { version: edited.version, body: ProfileView::of(&edited) })
    };
    once(&cx, command.as_ref(), work).await
}

fn record(edited: &EditedProfile) -> Answer {
    answer(StatusCode::OK, &ProfileView::of(edited), None)
}
