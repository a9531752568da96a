//! The second factor of whoever asks, and proving once more that it is them.
//!
//! No `Idempotency-Key` is honoured here, for the reasons that [`super::auth`] tells of logging in: secrets and recovery codes
//! are handed out, and codes used up.

use axum::http::StatusCode;
use context::password::Password;
use domain::identity::session::STEP_UP_SECONDS;
use kernel::fault::FaultKind;
use kernel::text::Text;
use kernel::time::{Timestamp, after};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::reply::Json;
use web::{Caller, CartToken, Customer, Cx, Limited, Problem, Reply, SteppedUp, ValidJson, limit};
use workflows::identity::second_factor::delete::{delete_second_factor as remove, regenerate_recovery_codes as renew};
use workflows::identity::second_factor::enroll::{confirm_second_factor as confirm, enroll_second_factor as enroll};
use workflows::identity::session::complete_login::{SecondStep, complete_login as finish};
use workflows::identity::session::step_up::Proof;

use super::auth::LoginView;

/// A code of the second factor.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CodeRequest {
    /// The six digits that the app shows.
    #[schema(value_type = String, example = "123456")]
    code: Text<40>,
}

/// What goes on with a log-in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SecondStepRequest {
    /// The `challenge` of the problem `second_factor_required`.
    challenge: String,
    /// The six digits that the app shows, or a recovery code.
    #[schema(value_type = String, example = "123456")]
    code: Text<40>,
}

/// What somebody proves themself by: exactly one of the two.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StepUpRequest {
    /// The password, where there is no second factor.
    #[schema(value_type = Option<String>, format = Password)]
    password: Option<Password>,
    /// The six digits that the app shows, or a recovery code.
    #[schema(value_type = Option<String>, example = "123456")]
    code: Option<Text<40>>,
}

/// Until when sensitive things may be done.
#[derive(Debug, Serialize, ToSchema)]
pub struct StepUpView {
    /// Ten minutes from now.
    #[schema(value_type = String, format = DateTime)]
    fresh_until: Timestamp,
}

/// The state of a second factor.
#[derive(Debug, Serialize, ToSchema)]
pub struct SecondFactorView {
    /// Since when log-ins demand a code; null if they do not.
    #[schema(value_type = Option<String>, format = DateTime)]
    active_since: Option<Timestamp>,
    /// How many recovery codes were not used yet.
    recovery_codes_left: u8,
}

/// What an authenticator app is told. It is shown once.
#[derive(Serialize, ToSchema)]
pub struct AppSecretView {
    /// The secret in base32, to be typed.
    secret: String,
    /// The same as a link that is shown as a QR code.
    link: String,
}

/// Codes that each replace the app once. They are shown once.
#[derive(Serialize, ToSchema)]
pub struct RecoveryCodesView {
    /// To be printed, or kept where the app is not.
    recovery_codes: Vec<String>,
}

/// Complete a login with a second factor.
///
/// A cart that was filled as a guest is merged into the user's own when its token is sent along. Each code is good once.
#[utoipa::path(post, path = "/v1/auth/second-factor", operation_id = "complete_login", tag = "auth",
    request_body = SecondStepRequest,
    params(("X-Cart-Token" = Option<String>, Header, description = "The guest's cart that is brought along.")),
    responses(
        (status = 200, description = "A session has begun.", body = LoginView),
        (status = 410, description = "token_spent: the challenge is older than five minutes"),
        (status = 422, description = "validation_failed, otp_invalid, token_invalid: log in again"),
        (status = 429, description = "too_many_attempts: after five wrong codes the account rests for a minute, then \
            twice as long each time, up to fifteen")))]
pub async fn complete_login(
    cx: Cx,
    limit: Limited<limit::Token>,
    caller: Caller,
    CartToken(cart_token): CartToken,
    ValidJson(body): ValidJson<SecondStepRequest>,
) -> Reply<Json<LoginView>> {
    limit.count_address(&cx).await?;
    let code = body.code.as_str().to_owned();
    let step = SecondStep { challenge: body.challenge, code, cart_token, device: caller.device };
    Ok(Json(LoginView::from(finish(&cx, &step).await?)))
}

/// Step up: prove once more that it is you.
///
/// For ten minutes the session may then do what is worth asking again for. With a second factor its code is asked for,
/// without one the password.
#[utoipa::path(post, path = "/v1/me/step-up", operation_id = "step_up", tag = "me",
    request_body = StepUpRequest,
    responses(
        (status = 200, description = "It is you.", body = StepUpView),
        (status = 401, description = "unauthenticated, token_expired; invalid_credentials: the password is another"),
        (status = 403, description = "second_factor_required: the password is not enough"),
        (status = 409, description = "second_factor_inactive: there is no code to send"),
        (status = 422, description = "otp_invalid"),
        (status = 429, description = "too_many_attempts")))]
pub async fn step_up(
    cx: Cx,
    Customer(principal): Customer,
    ValidJson(body): ValidJson<StepUpRequest>,
) -> Reply<Json<StepUpView>> {
    let proof = match (body.password, body.code) {
        (Some(password), None) => Proof::Password(password),
        (None, Some(code)) => Proof::Code(code.as_str().to_owned()),
        _ => return Err(Problem::invalid("", "invalid_value", "must have either a password or a code")),
    };
    let cx = cx.acting(principal.user);
    workflows::identity::session::step_up::step_up(&cx, principal, &proof).await?;
    Ok(Json(StepUpView { fresh_until: after(cx.now, STEP_UP_SECONDS) }))
}

/// Get the status of the second factor.
#[utoipa::path(get, path = "/v1/me/second-factor", operation_id = "get_second_factor", tag = "me",
    responses((status = 200, description = "Its state.", body = SecondFactorView)))]
pub async fn get_second_factor(cx: Cx, Customer(principal): Customer) -> Reply<Json<SecondFactorView>> {
    let gone = || Problem::new(FaultKind::Unauthenticated, "unauthenticated", "This account does not exist any more.");
    let known = cx.store.users().user_with_credentials(principal.user).await?.ok_or_else(gone)?;
    let active = known.second_factor.filter(|factor| factor.is_active());
    let left = active.as_ref().map_or(0, |factor| factor.recovery_codes_left());
    let active_since = active.and_then(|factor| factor.active_since);
    Ok(Json(SecondFactorView { active_since, recovery_codes_left: left }))
}

/// Enroll a second factor (TOTP app).
///
/// The answer is what an authenticator app (TOTP, RFC 6238) is told. Nothing changes until a first code is confirmed.
#[utoipa::path(post, path = "/v1/me/second-factor", operation_id = "enroll_second_factor", tag = "me",
    responses(
        (status = 200, description = "What the app is told.", body = AppSecretView),
        (status = 409, description = "second_factor_active: there is one already")))]
pub async fn enroll_second_factor(
    cx: Cx,
    SteppedUp(Customer(principal)): SteppedUp<Customer>,
) -> Reply<Json<AppSecretView>> {
    let told = enroll(&cx.acting(principal.user), principal).await?;
    Ok(Json(AppSecretView { secret: told.secret, link: told.link }))
}

/// Confirm the second factor with the first code of the app.
///
/// From then on log-ins demand a code, and the session that asks counts as one that showed it. A mail tells of it.
#[utoipa::path(post, path = "/v1/me/second-factor/confirm", operation_id = "confirm_second_factor", tag = "me", request_body = CodeRequest,
    responses(
        (status = 200, description = "It is active; these are its recovery codes.", body = RecoveryCodesView),
        (status = 409, description = "second_factor_active; second_factor_inactive: none was begun"),
        (status = 422, description = "otp_invalid"),
        (status = 429, description = "too_many_attempts")))]
pub async fn confirm_second_factor(
    cx: Cx,
    Customer(principal): Customer,
    ValidJson(body): ValidJson<CodeRequest>,
) -> Reply<Json<RecoveryCodesView>> {
    let recovery_codes = confirm(&cx.acting(principal.user), principal, body.code.as_str()).await?;
    Ok(Json(RecoveryCodesView { recovery_codes }))
}

/// Remove the second factor; customers only.
///
/// A mail tells of it.
#[utoipa::path(delete, path = "/v1/me/second-factor", operation_id = "delete_second_factor", tag = "me",
    responses(
        (status = 204, description = "Log-ins demand the password alone."),
        (status = 403, description = "step_up_required; second_factor_mandatory: sellers and staff keep theirs"),
        (status = 409, description = "second_factor_inactive: there is none")))]
pub async fn delete_second_factor(cx: Cx, SteppedUp(Customer(principal)): SteppedUp<Customer>) -> Reply<StatusCode> {
    remove(&cx.acting(principal.user), principal.user).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Regenerate the recovery codes.
///
/// Those before are worthless, and a mail tells of it.
#[utoipa::path(post, path = "/v1/me/second-factor/recovery-codes", operation_id = "regenerate_recovery_codes", tag = "me",
    responses(
        (status = 200, description = "The new ones.", body = RecoveryCodesView),
        (status = 409, description = "second_factor_inactive: there is none")))]
pub async fn regenerate_recovery_codes(
    cx: Cx,
    SteppedUp(Customer(principal)): SteppedUp<Customer>,
) -> Reply<Json<RecoveryCodesView>> {
    let recovery_codes = renew(&cx.acting(principal.user), principal.user).await?;
    Ok(Json(RecoveryCodesView { recovery_codes }))
}
