//! What the caller says they like.

use std::collections::BTreeSet;

use domain::profiles::user_interests::UserInterests;
use http::StatusCode;
use kernel::id::CategoryId;
use kernel::slug::Slug;
use serde::{Deserialize, Serialize};
use store::profiles::user_interests::UserInterestsRecord;
use table::Stored;
use utoipa::ToSchema;
use web::{Customer, Cx, IfMatch, Reply, ValidJson, Versioned};
use workflows::profiles::preference::{delete_preference, save_preference};

/// What somebody likes: at most a hundred categories and tags together; what stands twice counts once.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InterestsRequest {
    /// Categories.
    #[schema(value_type = Vec<CategoryId>, max_items = 100)]
    categories: BTreeSet<CategoryId>,
    /// Tags.
    #[schema(value_type = Vec<Slug>, max_items = 100)]
    tags: BTreeSet<Slug>,
    /// Whether what they see may depend on it.
    personalised: bool,
}

/// What somebody said they like.
#[derive(Debug, Serialize, ToSchema)]
pub struct InterestsView {
    /// Categories, each once.
    categories: BTreeSet<CategoryId>,
    /// Tags, each once.
    tags: BTreeSet<Slug>,
    /// Whether what they see may depend on it.
    personalised: bool,
    /// Rises with every change; 0 as long as nothing was said.
    version: u64,
}

fn view(interests: UserInterests, version: u64) -> Versioned<InterestsView> {
    let UserInterests { categories, tags, personalised, .. } = interests;
    Versioned { version, body: InterestsView { categories, tags, personalised, version } }
}

/// Get the interests.
#[utoipa::path(get, path = "/v1/me/interests", tag = "profile", operation_id = "get_interests",
    responses((status = 200, body = InterestsView, headers(("ETag" = String)))))]
pub async fn get_interests(cx: Cx, Customer(principal): Customer) -> Reply<Versioned<InterestsView>> {
    let stored = cx.store.interests().of(principal.user).await?;
    let version = stored.as_ref().map_or(0, Stored::version);
    let none = || UserInterests::none(principal.user);
    Ok(view(stored.map_or_else(none, Stored::into_value), version))
}

/// Set the interests, all of them.
#[utoipa::path(put, path = "/v1/me/interests", tag = "profile", operation_id = "update_interests",
    request_body = InterestsRequest, params(("If-Match" = Option<String>, Header)),
    responses((status = 200, body = InterestsView, headers(("ETag" = String)))))]
pub async fn update_interests(
    cx: Cx,
    Customer(principal): Customer,
    if_match: IfMatch,
    ValidJson(body): ValidJson<InterestsRequest>,
) -> Reply<Versioned<InterestsView>> {
    let InterestsRequest { categories, tags, personalised } = body;
    let interests = UserInterests { user: principal.user, categories, tags, personalised };
    interests.check()?;
    let stored = save_preference::<UserInterestsRecord>(&cx, interests, if_match.version()?).await?;
    let version = stored.version();
    Ok(view(stored.into_value(), version))
}

/// Delete the interests.
#[utoipa::path(delete, path = "/v1/me/interests", tag = "profile", operation_id = "delete_interests",
    params(("If-Match" = Option<String>, Header)),
    responses((status = 204, description = "It is forgotten.")))]
pub async fn delete_interests(cx: Cx, Customer(principal): Customer, if_match: IfMatch) -> Reply<StatusCode> {
    let key = UserInterestsRecord::at(principal.user);
    delete_preference::<UserInterestsRecord>(&cx, &key, if_match.version()?).await?;
    Ok(StatusCode::NO_CONTENT)
}
