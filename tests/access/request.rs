//! What is sent to each operation: a path whose variables name something, and a valid body.

use serde_json::{Value, json};
use testkit::world::an_address;
use testkit::{Answer, Customer};

use super::scene::{Actor, PASSWORD, Scene};
use crate::refusals::operation::Operation;

/// The telephone number of the customer whose things the paths name.
const OWN_PHONE: &str = "+4915112345678";

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
        ("challenge_id", _) => scene.challenge(&scene.world.signed_in(scene.ana.id).await, OWN_PHONE).await,
        ("user_id", _) => scene.seller.to_string(),
        ("invitation_id", _) => scene.invitation("offered@example.com").await,
        ("code", _) => "not_found".to_owned(),
        ("asset", _) => "souk.000000000000.css".to_owned(),
        (name, path) => panic!("{path}: say what {name} names, in tests/access/request.rs"),
    };
    operation.path.replace(&format!("{{{name}}}"), &value)
}

/// What the actor must have of their own before they ask.
pub(super) async fn prepare(scene: &Scene<'_>, actor: &Customer<'_>, operation: &Operation) {
    match operation.id.as_str() {
        "find_location" => {
            actor.put("/v1/me/location", json!({ "consent": true, "country": "DE" })).await.expect(200);
        }
        "remove_phone" => {
            let challenge = scene.challenge(actor, "+4915112345679").await;
            let code = json!({ "code": scene.world.texted_code("+4915112345679").await });
            actor.post(&format!("/v1/me/phone/challenges/{challenge}/check"), code).await.expect(200);
        }
        "remove_second_factor" | "renew_recovery_codes" => {
            let code = json!({ "code": app_code(scene, actor).await });
            actor.post("/v1/me/second-factor/confirm", code).await.expect(200);
        }
        _ => {}
    }
}

/// Whether `operation` changes how its caller logs in, so that it is asked by somebody who does nothing else.
pub(super) fn is_for_newcomers(operation: &Operation) -> bool {
    let of_one_account = ["/v1/me/second-factor", "/v1/me/step-up", "/v1/me/password", "/v1/me/email", "/v1/me/phone"];
    // What is named in the path is the customer's, whoever asks.
    operation.variable().is_none() && of_one_account.iter().any(|path| operation.path.starts_with(path))
}

/// The code of the second factor that `actor` has begun to set up just now.
async fn app_code(scene: &Scene<'_>, actor: &Customer<'_>) -> String {
    let told = actor.post("/v1/me/second-factor", json!({})).await.expect(200);
    scene.world.code(told.text("/secret"))
}

/// A valid body, if `operation` takes one.
pub(super) async fn body(scene: &Scene<'_>, actor: Option<&Customer<'_>>, operation: &Operation) -> Option<Value> {
    if let (Some(actor), "confirm_second_factor") = (actor, operation.id.as_str()) {
        return Some(json!({ "code": app_code(scene, actor).await }));
    }
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
        "request_sms_challenge" => json!({ "phone": "+4915112345670", "purpose": "verify_phone" }),
        "check_sms_challenge" => json!({ "code": scene.world.texted_code(OWN_PHONE).await }),
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
        "confirm_new_email" => {
            let login = entrant(scene, "moving@example.com").await;
            scene.post_as(&login, "/v1/me/email", json!({ "email": "new-home@example.com" })).await.expect(202);
            json!({ "token": scene.mailed("new-home@example.com").await })
        }
        "finish_log_in" => {
            let login = entrant(scene, "guarded@example.com").await;
            let told = scene.post_as(&login, "/v1/me/second-factor", json!({})).await.expect(200);
            let code = json!({ "code": scene.world.code(told.text("/secret")) });
            let codes = scene.post_as(&login, "/v1/me/second-factor/confirm", code).await.expect(200);
            let login = json!({ "email": "guarded@example.com", "password": PASSWORD });
            let asked = scene.post("/v1/auth/login", login).await.expect_problem(403, "second_factor_required");
            json!({ "challenge": asked.text("/challenge"), "code": codes.text("/recovery_codes/0") })
        }
        "step_up" => json!({ "password": PASSWORD }),
        "change_email" => json!({ "email": "moved@example.com" }),
        "change_password" => json!({ "current_password": PASSWORD, "new_password": "eight paper lanterns" }),
        _ => return None,
    })
}

/// The log-in of an account that is opened now.
async fn entrant(scene: &Scene<'_>, email: &str) -> Answer {
    scene.world.open_account(email, PASSWORD).await;
    scene.post("/v1/auth/login", json!({ "email": email, "password": PASSWORD })).await.expect(200)
}
