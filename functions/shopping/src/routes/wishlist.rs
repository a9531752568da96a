//! Wishlists of the caller: a customer's own, or a guest's by the token of their cart.

use axum::response::Response;
use domain::shopping::wishlist::{Wishlist, WishlistName};
use http::StatusCode;
use kernel::id::WishlistId;
use serde::{Deserialize, Serialize};
use table::idempotency::Answer;
use utoipa::ToSchema;
use web::cart_owner::RequiredCartOwner;
use web::idempotent::{Replayed, answer, once, respond};
use web::reply::Json;
use web::{Customer, Cx, ListQuery, ListView, OptionalKey, Problem, Problems, Reply, ValidJson, ValidPath, ValidQuery};
use workflows::shopping::wishlist;
use workflows::shopping::wishlist::fault::WishlistEditFault;
use workflows::shopping::wishlist::read::read_wishlist;

use super::wishlist_view::{WishlistPageView, WishlistView};

/// A wishlist to be begun.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "name": "Birthday" }))]
pub struct CreateWishlistRequest {
    /// What to call it.
    name: WishlistName,
    /// Whether wishes go into it from now on unless another is named.
    #[serde(default)]
    default: bool,
}

/// What is to be another way with a wishlist.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateWishlistRequest {
    /// What to call it from now on.
    name: Option<WishlistName>,
    /// Whether wishes go into it from now on unless another is named. `false` leaves it as it is: a default moves, and never
    /// merely ends.
    #[serde(default)]
    default: bool,
}

/// List the wishlists, oldest first.
///
/// There are at most ten.
#[utoipa::path(get, path = "/v1/wishlists", tag = "wishlists", operation_id = "list_wishlists",
    responses((status = 200, body = ListView<WishlistView>)))]
pub async fn list_wishlists(
    cx: Cx,
    RequiredCartOwner(shopper): RequiredCartOwner,
) -> Reply<Json<ListView<WishlistView>>> {
    let lists = cx.store.wishlists().of(shopper).await?;
    let default = lists.as_ref().and_then(|lists| lists.default);
    let lists = lists.iter().flat_map(|lists| &lists.lists);
    let items: Result<Vec<WishlistView>, WishlistEditFault> =
        lists.map(|list| WishlistView::of(&cx, list, default == Some(list.id))).collect();
    Ok(Json(ListView { items: items?, next_cursor: None }))
}

/// Create a wishlist.
///
/// The first becomes the default. A guest has the one that begins with the first wish.
#[utoipa::path(post, path = "/v1/wishlists", tag = "wishlists", operation_id = "create_wishlist",
    request_body = CreateWishlistRequest, params(("Idempotency-Key" = Option<String>, Header)),
    responses((status = 201, body = WishlistView, headers(("Location" = String))), Problems<WishlistEditFault>))]
pub async fn create_wishlist(
    cx: Cx,
    Customer(principal): Customer,
    key: OptionalKey,
    ValidJson(body): ValidJson<CreateWishlistRequest>,
) -> Reply<Response> {
    let command = key.command(&cx, principal.user, &body);
    let created = |list: &Wishlist, is_default: bool| -> Answer {
        let view = WishlistView::of(&cx, list, is_default).ok();
        answer(StatusCode::CREATED, &view, Some(format!("/v1/wishlists/{}", list.id)))
    };
    let work = async {
        let (user, name) = (principal.user, &body.name);
        let (list, is_default) =
            wishlist::create::create_wishlist(&cx, user, name, body.default, command.as_ref(), created).await?;
        Ok::<_, Problem>(respond(created(&list, is_default), Replayed::No))
    };
    once(&cx, command.as_ref(), work).await
}

/// Get a wishlist with its items.
#[utoipa::path(get, path = "/v1/wishlists/{wishlist_id}", tag = "wishlists", operation_id = "get_wishlist",
    params(("wishlist_id" = WishlistId, Path), ListQuery),
    responses((status = 200, body = WishlistPageView)))]
pub async fn get_wishlist(
    cx: Cx,
    RequiredCartOwner(shopper): RequiredCartOwner,
    ValidPath(id): ValidPath<WishlistId>,
    ValidQuery(query): ValidQuery<ListQuery>,
) -> Reply<Json<WishlistPageView>> {
    let request = cx.page(&query, shopper, &id.to_string())?;
    let page = read_wishlist(&cx, shopper, id, &request).await?;
    Ok(Json(WishlistPageView::of(&cx, page)?))
}

/// Rename a wishlist, or make it the default.
#[utoipa::path(patch, path = "/v1/wishlists/{wishlist_id}", tag = "wishlists", operation_id = "update_wishlist",
    request_body = UpdateWishlistRequest, params(("wishlist_id" = WishlistId, Path)),
    responses((status = 200, body = WishlistView)))]
pub async fn update_wishlist(
    cx: Cx,
    RequiredCartOwner(shopper): RequiredCartOwner,
    ValidPath(id): ValidPath<WishlistId>,
    ValidJson(body): ValidJson<UpdateWishlistRequest>,
) -> Reply<Json<WishlistView>> {
    let (list, is_default) =
        wishlist::update::update_wishlist(&cx, shopper, id, body.name.as_ref(), body.default).await?;
    Ok(Json(WishlistView::of(&cx, &list, is_default)?))
}

/// Delete a wishlist with its items and its link.
///
/// The oldest of the others takes over as default.
#[utoipa::path(delete, path = "/v1/wishlists/{wishlist_id}", tag = "wishlists", operation_id = "delete_wishlist",
    params(("wishlist_id" = WishlistId, Path)),
    responses((status = 204, description = "It is gone.")))]
pub async fn delete_wishlist(
    cx: Cx,
    RequiredCartOwner(shopper): RequiredCartOwner,
    ValidPath(id): ValidPath<WishlistId>,
) -> Reply<StatusCode> {
    wishlist::delete::delete_wishlist(&cx, shopper, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
