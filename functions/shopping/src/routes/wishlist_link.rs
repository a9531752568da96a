//! Links to wishlists: whoever has one may look, and change nothing.

use http::StatusCode;
use kernel::id::WishlistId;
use serde::Serialize;
use utoipa::ToSchema;
use web::cart_owner::RequiredCartOwner;
use web::reply::Json;
use web::{Cx, ListQuery, Problem, Reply, ValidPath, ValidQuery};
use workflows::shopping::wishlist::read::read_wishlist;
use workflows::shopping::wishlist::share;

use super::wishlist_view::SharedWishlistView;

/// A link to a wishlist.
#[derive(Debug, Serialize, ToSchema)]
pub struct WishlistLinkView {
    /// The token: `GET /v1/wishlists/shared/{token}` shows the list to whoever has it.
    share_token: String,
}

/// Share a wishlist by a link.
///
/// Each call makes a new link, and the one before shows nothing any more.
#[utoipa::path(post, path = "/v1/wishlists/{wishlist_id}/share", tag = "wishlists", operation_id = "share_wishlist",
    params(("wishlist_id" = WishlistId, Path)),
    responses((status = 200, body = WishlistLinkView)))]
pub async fn share_wishlist(
    cx: Cx,
    RequiredCartOwner(shopper): RequiredCartOwner,
    ValidPath(id): ValidPath<WishlistId>,
) -> Reply<Json<WishlistLinkView>> {
    let share_token = share::share_wishlist(&cx, shopper, id).await?;
    Ok(Json(WishlistLinkView { share_token }))
}

/// Stop sharing a wishlist.
#[utoipa::path(delete, path = "/v1/wishlists/{wishlist_id}/share", tag = "wishlists", operation_id = "unshare_wishlist",
    params(("wishlist_id" = WishlistId, Path)),
    responses((status = 204, description = "Its link shows nothing any more.")))]
pub async fn unshare_wishlist(
    cx: Cx,
    RequiredCartOwner(shopper): RequiredCartOwner,
    ValidPath(id): ValidPath<WishlistId>,
) -> Reply<StatusCode> {
    share::unshare_wishlist(&cx, shopper, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Get a wishlist by its link.
#[utoipa::path(get, path = "/v1/wishlists/shared/{token}", tag = "wishlists", operation_id = "get_shared_wishlist",
    params(("token" = String, Path, description = "The token of the link."), ListQuery),
    responses((status = 200, body = SharedWishlistView)))]
pub async fn get_shared_wishlist(
    cx: Cx,
    ValidPath(token): ValidPath<String>,
    ValidQuery(query): ValidQuery<ListQuery>,
) -> Reply<Json<SharedWishlistView>> {
    let (shopper, id) = cx.store.wishlists().shared(&token).await?.ok_or_else(Problem::not_found)?;
    let request = cx.page(&query, "anyone", &token)?;
    let page = read_wishlist(&cx, shopper, id, &request).await?;
    Ok(Json(SharedWishlistView::of(&cx, page)))
}
