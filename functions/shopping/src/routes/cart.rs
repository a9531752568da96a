//! The cart of the caller: a customer's own, or a guest's by token.

use axum::response::Response;
use domain::pricing::quote::Quote;
use domain::profiles::address::Address;
use domain::shipping::method::ShippingMethodCode;
use domain::shopping::cart::{Cart, CartOwner};
use http::{HeaderName, HeaderValue, StatusCode};
use kernel::id::{LineId, VariantId};
use kernel::quantity::Quantity;
use serde::{Deserialize, Serialize};
use table::idempotency::{Answer, Command};
use utoipa::ToSchema;
use web::cart_owner::{OptionalCartOwner, RequiredCartOwner, unknown_cart};
use web::etag::etag;
use web::idempotent::{Replayed, answer, once, respond};
use web::reply::{Json, tagged};
use web::{Cx, IfMatch, OptionalKey, Problem, Problems, Reply, ValidJson, ValidPath, Versioned};
use workflows::shopping::cart::guest::{cart_owner_of, mint_token};
use workflows::shopping::cart::price::PriceFault;
use workflows::shopping::cart::price::{PricedCart, price_cart, quote_cart};
use workflows::shopping::cart::update::{CartChange, update_cart};

use super::view::CartView;

/// What to put into the cart.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AddCartItemRequest {
    /// The variant.
    variant_id: VariantId,
    /// How many.
    quantity: Quantity,
}

/// How many a line is to have.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateCartItemRequest {
    /// How many.
    quantity: Quantity,
}

/// How to send it.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateCartShippingMethodRequest {
    /// One of the cart's `shipping_methods`.
    code: ShippingMethodCode,
}

/// What a cart costs, line by line, with tax and shipping as far as they are known.
#[derive(Debug, Serialize, ToSchema)]
pub struct QuoteView {
    #[serde(flatten)]
    quote: Quote,
    /// The version of the cart that was quoted.
    cart_version: u64,
}

/// Get the cart, with today's prices and availability.
#[utoipa::path(get, path = "/v1/cart", tag = "cart", operation_id = "get_cart",
    params(("X-Cart-Token" = Option<String>, Header, description = "A guest's cart token.")),
    responses((status = 200, body = CartView, headers(("ETag" = String)))))]
pub async fn get_cart(cx: Cx, OptionalCartOwner(shopper): OptionalCartOwner) -> Reply<Versioned<CartView>> {
    let Some(shopper) = shopper else {
        let nobody = CartOwner::Guest(kernel::id::GuestId::from_ulid(kernel::id::Ulid::nil()));
        let empty = Cart::new(nobody, cx.settings.currency, cx.now);
        return Ok(Versioned { version: 0, body: CartView::of(&PricedCart::nothing(empty), cx.now)? });
    };
    let priced = there(shopper, price_cart(&cx, shopper).await?)?;
    Ok(Versioned { version: priced.version, body: CartView::of(&priced, cx.now)? })
}

/// Empty the cart.
#[utoipa::path(delete, path = "/v1/cart", tag = "cart", operation_id = "delete_cart",
    params(("If-Match" = Option<String>, Header)),
    responses((status = 204, description = "It is empty.")))]
pub async fn delete_cart(
    cx: Cx,
    RequiredCartOwner(shopper): RequiredCartOwner,
    if_match: IfMatch,
) -> Reply<StatusCode> {
    change(&cx, shopper, &CartChange::Clear, &if_match, None).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Add an item to the cart.
///
/// A guest without a token gets one.
#[utoipa::path(post, path = "/v1/cart/items", tag = "cart", operation_id = "add_cart_item", request_body = AddCartItemRequest,
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes the change happen once, however often it is sent.")),
    responses(
        (status = 201, body = CartView, headers(("Location" = String), ("ETag" = String), ("X-Cart-Token" = String))),
        (status = 409, description = "insufficient_stock"),
        (status = 422, description = "variant_unavailable, quantity_limit, cart_line_limit, currency_mismatch")))]
pub async fn add_cart_item(
    cx: Cx,
    OptionalCartOwner(shopper): OptionalCartOwner,
    key: OptionalKey,
    ValidJson(body): ValidJson<AddCartItemRequest>,
) -> Reply<Response> {
    let fresh = shopper.is_none().then(|| mint_token(&cx));
    let shopper = shopper.or_else(|| fresh.as_deref().and_then(cart_owner_of)).ok_or_else(unknown_cart)?;
    // Without a token there is no caller yet whose keys could be told apart.
    let command = if fresh.is_none() { key.command(&cx, shopper, &body) } else { None };
    let add = CartChange::Add { variant: body.variant_id, quantity: body.quantity };
    let render = |edited: &PricedCart| record(&cx, edited, StatusCode::CREATED, fresh.clone());
    let expected = fresh.is_some().then_some(0);
    let work = async {
        let edited = update_cart(&cx, shopper, &add, expected, command.as_ref(), render).await?;
        let mut response = tagged(respond(render(&edited), Replayed::No), &etag(edited.version));
        if let Some(token) = fresh.as_ref().and_then(|token| HeaderValue::from_str(token).ok()) {
            response.headers_mut().insert(HeaderName::from_static(web::guest::CART_TOKEN), token);
        }
        Ok::<_, Problem>(response)
    };
    once(&cx, command.as_ref(), work).await
}

/// Change the quantity of a cart item.
#[utoipa::path(patch, path = "/v1/cart/items/{line_id}", tag = "cart", operation_id = "update_cart_item", request_body = UpdateCartItemRequest,
    params(("line_id" = LineId, Path), ("If-Match" = Option<String>, Header), ("Idempotency-Key" = Option<String>, Header)),
    responses(
        (status = 200, body = CartView, headers(("ETag" = String))),
        (status = 409, description = "insufficient_stock"),
        (status = 422, description = "quantity_limit")))]
pub async fn update_cart_item(
    cx: Cx,
    RequiredCartOwner(shopper): RequiredCartOwner,
    ValidPath(line): ValidPath<LineId>,
    if_match: IfMatch,
    key: OptionalKey,
    ValidJson(body): ValidJson<UpdateCartItemRequest>,
) -> Reply<Response> {
    let command = key.command(&cx, shopper, &(line, &body));
    let set = CartChange::SetQuantity { line, quantity: body.quantity };
    once(&cx, command.as_ref(), change(&cx, shopper, &set, &if_match, command.as_ref())).await
}

/// Remove an item from the cart.
#[utoipa::path(delete, path = "/v1/cart/items/{line_id}", tag = "cart", operation_id = "delete_cart_item",
    params(("line_id" = LineId, Path), ("If-Match" = Option<String>, Header)),
    responses((status = 200, body = CartView, headers(("ETag" = String)))))]
pub async fn delete_cart_item(
    cx: Cx,
    RequiredCartOwner(shopper): RequiredCartOwner,
    ValidPath(line): ValidPath<LineId>,
    if_match: IfMatch,
) -> Reply<Versioned<CartView>> {
    change(&cx, shopper, &CartChange::Remove { line }, &if_match, None).await
}

/// Set the shipping address of the cart.
#[utoipa::path(put, path = "/v1/cart/address", tag = "cart", operation_id = "update_cart_shipping_address", request_body = Address,
    params(("If-Match" = Option<String>, Header)),
    responses((status = 200, body = CartView, headers(("ETag" = String)))))]
pub async fn update_cart_shipping_address(
    cx: Cx,
    RequiredCartOwner(shopper): RequiredCartOwner,
    if_match: IfMatch,
    ValidJson(address): ValidJson<Address>,
) -> Reply<Versioned<CartView>> {
    address.check()?;
    change(&cx, shopper, &CartChange::SetShippingAddress(Box::new(address)), &if_match, None).await
}

/// Set the shipping method of the cart.
#[utoipa::path(put, path = "/v1/cart/shipping-method", tag = "cart", operation_id = "update_cart_shipping_method", request_body = UpdateCartShippingMethodRequest,
    params(("If-Match" = Option<String>, Header)),
    responses(
        (status = 200, body = CartView, headers(("ETag" = String))),
        (status = 422, description = "shipping_address_required, shipping_method_unavailable")))]
pub async fn update_cart_shipping_method(
    cx: Cx,
    RequiredCartOwner(shopper): RequiredCartOwner,
    if_match: IfMatch,
    ValidJson(body): ValidJson<UpdateCartShippingMethodRequest>,
) -> Reply<Versioned<CartView>> {
    change(&cx, shopper, &CartChange::SetShippingMethod(body.code), &if_match, None).await
}

/// Get a quote for the cart: items, shipping, tax and total, explained.
///
/// Check-out holds the shop to this quote.
#[utoipa::path(get, path = "/v1/cart/quote", tag = "cart", operation_id = "get_cart_quote",
    responses(
        (status = 200, body = QuoteView),
        (status = 422, description = "shipping_address_required"),
        Problems<PriceFault>))]
pub async fn get_cart_quote(cx: Cx, RequiredCartOwner(shopper): RequiredCartOwner) -> Reply<Json<QuoteView>> {
    let (priced, quote) = quote_cart(&cx, shopper).await?;
    let priced = there(shopper, priced)?;
    Ok(Json(QuoteView { quote, cart_version: priced.version }))
}

/// A guest's cart is there or not; a customer's may simply be empty.
fn there(shopper: CartOwner, priced: PricedCart) -> Result<PricedCart, Problem> {
    if priced.version == 0 && shopper.user().is_none() { Err(unknown_cart()) } else { Ok(priced) }
}

async fn change(
    cx: &Cx,
    shopper: CartOwner,
    change: &CartChange,
    if_match: &IfMatch,
    command: Option<&Command>,
) -> Reply<Versioned<CartView>> {
    let render = |edited: &PricedCart| record(cx, edited, StatusCode::OK, None);
    let expected = if_match.version()?;
    let edited = update_cart(cx, shopper, change, expected, command, render).await?;
    Ok(Versioned { version: edited.version, body: CartView::of(&edited, cx.now)? })
}

fn record(cx: &Cx, edited: &PricedCart, status: StatusCode, token: Option<String>) -> Answer {
    let view = CartView::of(edited, cx.now).map(|view| CartView { token, ..view }).ok();
    answer(status, &view, (status == StatusCode::CREATED).then(|| "/v1/cart".to_owned()))
}
