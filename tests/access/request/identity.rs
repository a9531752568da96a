//! Passwords, and tokens and codes that are made now and used up.

use serde_json::{Value, json};
use testkit::{Answer, Customer};

use super::Scene;
use crate::accounts::OWN_PHONE;
use crate::cast::PASSWORD;
use crate::operation::Operation;

pub(super) async fn prepare(scene: &Scene<'_>, actor: &Customer<'_>, operation: &Operation) {
    match operation.id.as_str() {
        "delete_phone" => {
            let challenge = scene.challenge(actor, "+4915112345679").await;
            let code = json!({ "code": scene.world.sms_code_sent_to("+4915112345679").await });
            actor.post(&format!("/v1/me/phone/challenges/{challenge}/check"), code).await.expect(200);
        }
        "delete_second_factor" | "regenerate_recovery_codes" => {
            let code = json!({ "code": app_code(scene, actor).await });
            actor.post("/v1/me/second-factor/confirm", code).await.expect(200);
        }
        _ => {}
    }
}

/// Whether `operation` changes how its caller logs in, so that it is asked by somebody who does nothing else.
pub(in crate::access) fn is_for_newcomers(operation: &Operation) -> bool {
    let of_one_account = ["/v1/me/second-factor", "/v1/me/step-up", "/v1/me/password", "/v1/me/email", "/v1/me/phone"];
    // What is named in the path is the customer's, whoever asks.
    operation.variable().is_none() && of_one_account.iter().any(|path| operation.path.starts_with(path))
}

/// The code of the second factor that `actor` has begun to set up just now.
async fn app_code(scene: &Scene<'_>, actor: &Customer<'_>) -> String {
    let told = actor.post("/v1/me/second-factor", json!({})).await.expect(200);
    scene.world.code(told.text("/secret"))
}

/// What the example cannot know: what was mailed, texted or shown just now.
pub(super) async fn body(scene: &Scene<'_>, actor: Option<&Customer<'_>>, operation: &Operation) -> Option<Value> {
    let login = json!({ "email": "login@example.com", "password": PASSWORD });
    Some(match operation.id.as_str() {
        "login" => login,
        "refresh" | "logout" => {
            let session = scene.post("/v1/auth/login", login).await.expect(200);
            json!({ "refresh_token": session.text("/refresh_token") })
        }
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
        "confirm_email_change" => {
            let login = entrant(scene, "moving@example.com").await;
            scene.post_as(&login, "/v1/me/email", json!({ "email": "new-home@example.com" })).await.expect(202);
            json!({ "token": scene.mailed("new-home@example.com").await })
        }
        "complete_login" => second_step(scene).await,
        "confirm_second_factor" => json!({ "code": app_code(scene, actor?).await }),
        "check_sms_challenge" => json!({ "code": scene.world.sms_code_sent_to(OWN_PHONE).await }),
        "step_up" => json!({ "password": PASSWORD }),
        "change_password" => json!({ "current_password": PASSWORD, "new_password": "eight paper lanterns" }),
        _ => return None,
    })
}

/// The second step of somebody's log-in, of which the first is taken now.
async fn second_step(scene: &Scene<'_>) -> Value {
    let login = entrant(scene, "guarded@example.com").await;
    let told = scene.post_as(&login, "/v1/me/second-factor", json!({})).await.expect(200);
    let code = json!({ "code": scene.world.code(told.text("/secret")) });
    let codes = scene.post_as(&login, "/v1/me/second-factor/confirm", code).await.expect(200);
    let login = json!({ "email": "guarded@example.com", "password": PASSWORD });
    let asked = scene.post("/v1/auth/login", login).await.expect_problem(403, "second_factor_required");
    json!({ "challenge": asked.text("/challenge"), "code": codes.text("/recovery_codes/0") })
}

/// The log-in of an account that is opened now.
async fn entrant(scene: &Scene<'_>, email: &str) -> Answer {
    scene.world.open_account(email, PASSWORD).await;
    scene.post("/v1/auth/login", json!({ "email": email, "password": PASSWORD })).await.expect(200)
}
