//! What is sent to each operation: a path whose variables name something, and a valid body.

use serde_json::{Value, json};
use testkit::Customer;
use testkit::world::an_address;

use super::scene::{Actor, PASSWORD, Scene};
use crate::refusals::operation::Operation;

/// The path of `operation`, with things of the customer or of the shop in its variables.
pub(super) async fn path(scene: &Scene<'_>, operation: &Operation) -> String {
    let Some((name, _)) = operation.variable() else { return operation.path.clone() };
    let value = match (name.as_str(), operation.path.as_str()) {
        // The page is the same for every order.
        ("id", "/orders/{id}") => "ord_00000000000000000000000001".to_owned(),
        ("id", path) if path.contains("/orders/") => scene.order().await,
        ("id_or_slug", path) if path.contains("/categories/") => scene.category.to_string(),
        ("id" | "id_or_slug", _) => scene.lamp.product.to_string(),
        ("variant_id", _) => scene.lamp.variant.id.to_string(),
        ("line_id", _) => scene.line().await,
        ("address_id", _) => scene.address().await,
        ("session_id", _) => scene.session().await,
        ("user_id", _) => scene.seller.to_string(),
        ("invitation_id", _) => scene.invitation("offered@example.com").await,
        ("code", _) => "not_found".to_owned(),
        ("asset", _) => "souk.000000000000.css".to_owned(),
        (name, path) => panic!("{path}: say what {name} names, in tests/access/request.rs"),
    };
    operation.path.replace(&format!("{{{name}}}"), &value)
}

/// What the actor must have of their own before they ask.
pub(super) async fn prepare(actor: &Customer<'_>, operation: &Operation) {
    if operation.id == "find_location" {
        actor.put("/v1/me/location", json!({ "consent": true, "country": "DE" })).await.expect(200);
    }
}

/// A valid body, if `operation` takes one.
pub(super) async fn body(scene: &Scene<'_>, operation: &Operation) -> Option<Value> {
    if let Some(body) = credentials(scene, &operation.id).await {
        return Some(body);
    }
    let channels = json!({ "email": true, "sms": false, "push": false });
    Some(match operation.id.as_str() {
        "set_cart_address" | "add_address" | "replace_address" => an_address(),
        "add_cart_item" => json!({ "variant_id": scene.lamp.variant.id, "quantity": 1 }),
        "change_cart_item" => json!({ "quantity": 2 }),
        "choose_shipping_method" => json!({ "code": "standard" }),
        "check_out" => check_out(scene.actor),
        "edit_profile" => json!({ "locale": "de" }),
        "choose_packaging" => json!({ "style": "minimal", "no_filler": true, "consolidate": false }),
        "tell_interests" => json!({ "categories": [], "tags": ["oak"], "personalised": true }),
        "tell_location" => json!({ "consent": true, "country": "DE" }),
        "choose_notifications" => json!({
            "orders": channels, "account": channels, "shipping": channels, "reminders": channels, "marketing": channels,
        }),
        "set_price" => json!({ "price": { "amount": 2500, "currency": "USD" } }),
        "adjust_stock" => json!({ "change": 1, "reason": "count" }),
        "set_product_status" => json!({ "status": "active" }),
        "change_staff" => json!({ "role": "seller" }),
        "invite_staff" => json!({ "email": "new@example.com", "role": "seller" }),
        _ => return operation.example(),
    })
}

/// A guest says where the confirmation goes; somebody with an account has an address.
fn check_out(actor: Actor) -> Value {
    let payment = json!({ "provider": "stripe" });
    match actor {
        Actor::Anonymous | Actor::Guest => json!({ "email": "guest@example.com", "payment": payment }),
        _ => json!({ "payment": payment }),
    }
}

/// What shows who somebody is: passwords, and tokens that are made now and used up.
async fn credentials(scene: &Scene<'_>, operation: &str) -> Option<Value> {
    let login = json!({ "email": "login@example.com", "password": PASSWORD });
    Some(match operation {
        "register" => json!({ "email": "fresh@example.com", "password": PASSWORD }),
        "login" => login,
        "refresh" | "logout" => {
            let session = scene.post("/v1/auth/login", login).await.expect(200);
            json!({ "refresh_token": session.text("/refresh_token") })
        }
        "resend_verification" | "forgot_password" => json!({ "email": "login@example.com" }),
        "verify_email" => {
            let register = json!({ "email": "verify@example.com", "password": PASSWORD });
            scene.post("/v1/auth/register", register).await.expect(202);
            json!({ "token": scene.mailed("verify@example.com").await })
        }
        "reset_password" => {
            scene.world.open_account("reset@example.com", PASSWORD).await;
            scene.post("/v1/auth/forgot-password", json!({ "email": "reset@example.com" })).await.expect(202);
            json!({ "token": scene.mailed("reset@example.com").await, "password": PASSWORD })
        }
        "accept_invitation" => {
            scene.invitation("invited@example.com").await;
            json!({ "token": scene.mailed("invited@example.com").await, "password": PASSWORD })
        }
        "change_password" => json!({ "current_password": PASSWORD, "new_password": "eight paper lanterns" }),
        _ => return None,
    })
}
