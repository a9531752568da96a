//! What stands in a wishlist, and its way into the cart.

use std::collections::BTreeSet;

use axum::response::{IntoResponse, Response};
use domain::shopping::wishlist::Wish;
use http::{HeaderName, HeaderValue, StatusCode};
use kernel::id::{VariantId, WishlistId};
use kernel::quantity::Quantity;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::cart_owner::{OptionalCartOwner, RequiredCartOwner, unknown_cart};
use web::idempotent::{Replayed, answer, once, respond};
use web::reply::Json;
use web::{Cx, OptionalKey, Problem, Problems, Reply, ValidJson, ValidPath, ValidQuery};
use workflows::shopping::cart::guest::{cart_owner_of, mint_token};
use workflows::shopping::wishlist::add_item::{NewWish, add_wish};
use workflows::shopping::wishlist::delete_item::delete_wish;
use workflows::shopping::wishlist::fault::WishlistEditFault;
use workflows::shopping::wishlist::move_to_cart::{Moved, MovedWish, move_to_cart};

/// What to wish for.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "variant_id": "var_01M8H28W62NNVN2C6BRMZ4TFFA", "quantity": 1 }))]
pub struct AddWishlistItemRequest {
    /// The variant.
    variant_id: VariantId,
    /// How many; one if not given.
    #[serde(default = "one")]
    quantity: Quantity,
    /// The list; the default one if not given, which begins with the first wish.
    wishlist_id: Option<WishlistId>,
}

fn one() -> Quantity {
    Quantity::ONE
}

/// What is wished for from now on.
#[derive(Debug, Serialize, ToSchema)]
pub struct AddedWishView {
    /// A guest's token, told once: send it as `X-Cart-Token` from now on. It opens the cart as well.
    #[serde(skip_serializing_if = "Option::is_none")]
    token: Option<String>,
    /// The list.
    wishlist_id: WishlistId,
    /// The variant.
    variant_id: VariantId,
    /// How many.
    quantity: Quantity,
}

impl AddedWishView {
    fn of(wish: &Wish, token: Option<String>) -> Self {
        Self { token, wishlist_id: wish.list, variant_id: wish.variant, quantity: wish.quantity }
    }
}

/// Which list is meant.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct WishlistQuery {
    /// The list; the default one if not given.
    wishlist_id: Option<WishlistId>,
}

/// What to put into the cart.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({}))]
pub struct MoveToCartRequest {
    /// Only these variants; everything in the list if not given.
    #[schema(value_type = Option<Vec<VariantId>>, max_items = 100)]
    variant_ids: Option<BTreeSet<VariantId>>,
}

/// What became of the items of a wishlist.
#[derive(Debug, Serialize, ToSchema)]
pub struct MovedView {
    /// Item by item, newest first.
    items: Vec<MovedItemView>,
    /// The version of the cart from now on.
    cart_version: u64,
}

/// What became of an item.
#[derive(Debug, Serialize, ToSchema)]
pub struct MovedItemView {
    /// The variant.
    variant_id: VariantId,
    /// Whether it is in the cart now; else it stayed in the list.
    moved: bool,
    /// Why it stayed: the code of the problem that adding it to the cart would have been.
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'static str>,
    /// The same in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
}

impl From<&Moved> for MovedView {
    fn from(moved: &Moved) -> Self {
        let view = |wish: &MovedWish| MovedItemView {
            variant_id: wish.variant,
            moved: wish.refusal.is_none(),
            code: wish.refusal.as_ref().map(|(code, _)| *code),
            detail: wish.refusal.as_ref().map(|(_, detail)| detail.clone()),
        };
        Self { items: moved.wishes.iter().map(view).collect(), cart_version: moved.cart_version }
    }
}

/// Add an item to a wishlist.
///
/// What stands there already is there once, with the quantity that is said last. A guest without a token gets one.
#[utoipa::path(post, path = "/v1/wishlists/items", tag = "wishlists", operation_id = "add_wishlist_item",
    request_body = AddWishlistItemRequest,
    responses(
        (status = 200, description = "It stood there already.", body = AddedWishView),
        (status = 201, body = AddedWishView, headers(("X-Cart-Token" = String))),
        Problems<WishlistEditFault>))]
pub async fn add_wishlist_item(
    cx: Cx,
    OptionalCartOwner(shopper): OptionalCartOwner,
    ValidJson(body): ValidJson<AddWishlistItemRequest>,
) -> Reply<Response> {
    let fresh = shopper.is_none().then(|| mint_token(&cx));
    let shopper = shopper.or_else(|| fresh.as_deref().and_then(cart_owner_of)).ok_or_else(unknown_cart)?;
    let new = NewWish { list: body.wishlist_id, variant: body.variant_id, quantity: body.quantity };
    let wished = add_wish(&cx, shopper, new, fresh.is_some()).await?;
    let status = if wished.is_new { StatusCode::CREATED } else { StatusCode::OK };
    let mut response = (status, Json(AddedWishView::of(&wished.wish, fresh.clone()))).into_response();
    if let Some(token) = fresh.as_ref().and_then(|token| HeaderValue::from_str(token).ok()) {
        response.headers_mut().insert(HeaderName::from_static(web::guest::CART_TOKEN), token);
    }
    Ok(response)
}

/// Remove an item from a wishlist.
#[utoipa::path(delete, path = "/v1/wishlists/items/{variant_id}", tag = "wishlists", operation_id = "delete_wishlist_item",
    params(("variant_id" = VariantId, Path), WishlistQuery),
    responses((status = 204, description = "It stands there no more.")))]
pub async fn delete_wishlist_item(
    cx: Cx,
    RequiredCartOwner(shopper): RequiredCartOwner,
    ValidPath(variant): ValidPath<VariantId>,
    ValidQuery(query): ValidQuery<WishlistQuery>,
) -> Reply<StatusCode> {
    delete_wish(&cx, shopper, query.wishlist_id, variant).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Move the items of a wishlist to the cart.
///
/// What cannot be had stays in the list, and it is said why.
#[utoipa::path(post, path = "/v1/wishlists/{wishlist_id}/move-to-cart", tag = "wishlists",
    operation_id = "move_wishlist_to_cart", request_body = MoveToCartRequest,
    params(("wishlist_id" = WishlistId, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = MovedView), Problems<WishlistEditFault>))]
pub async fn move_wishlist_to_cart(
    cx: Cx,
    RequiredCartOwner(shopper): RequiredCartOwner,
    ValidPath(id): ValidPath<WishlistId>,
    key: OptionalKey,
    ValidJson(body): ValidJson<MoveToCartRequest>,
) -> Reply<Response> {
    let command = key.command(&cx, shopper, &(id, &body));
    let told = |moved: &Moved| answer(StatusCode::OK, &MovedView::from(moved), None);
    let work = async {
        let moved = move_to_cart(&cx, shopper, id, body.variant_ids.as_ref(), command.as_ref(), told).await?;
        Ok::<_, Problem>(respond(told(&moved), Replayed::No))
    };
    once(&cx, command.as_ref(), work).await
}
