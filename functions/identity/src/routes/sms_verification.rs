//! The telephone number of whoever asks: shown to be theirs by a code that is texted to it, and removed.
//!
//! No `Idempotency-Key` is honoured here, for the reasons that [`super::auth`] tells of logging in: asking again sends the same
//! code while it is young, and a code that comes back a second time is spent.

use axum::http::StatusCode;
use domain::identity::sms_verification::{SmsChallenge, SmsCode, SmsPurpose};
use domain::identity::user_phone::UserPhone;
use kernel::id::ChallengeId;
use kernel::phone_number::PhoneNumber;
use kernel::time::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::reply::Json;
use web::{Customer, Cx, Limited, Problem, Problems, Reply, SteppedUp, ValidJson, ValidPath, limit};
use workflows::identity::phone::check_challenge::SmsCheckFault;
use workflows::identity::phone::check_challenge::check_sms_challenge;
use workflows::identity::phone::delete::delete_phone as remove;
use workflows::identity::phone::request_challenge::SmsRequestFault;
use workflows::identity::phone::request_challenge::request_sms_challenge;

/// Where a code is to go, and for what.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SmsChallengeRequest {
    /// The number, with a plus and the country calling code.
    phone: PhoneNumber,
    /// What the code will be good for.
    purpose: SmsPurpose,
}

/// The code as it was texted.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SmsCodeRequest {
    /// Six digits.
    #[schema(value_type = String, pattern = "^[0-9]{6}$", example = "123456")]
    code: SmsCode,
}

/// A code on its way.
#[derive(Debug, Serialize, ToSchema)]
pub struct SmsChallengeView {
    /// Its id, which goes back with the code.
    id: ChallengeId,
    /// What the code is good for.
    purpose: SmsPurpose,
    /// The number, for who knows it.
    #[schema(example = "+49******56")]
    phone_masked: String,
    /// How often the code may still be tried.
    checks_left: u32,
    /// Until when it is good.
    #[schema(value_type = String, format = DateTime)]
    expires_at: Timestamp,
}

impl From<SmsChallenge> for SmsChallengeView {
    fn from(challenge: SmsChallenge) -> Self {
        Self {
            id: challenge.id,
            purpose: challenge.purpose,
            phone_masked: challenge.phone.masked(),
            checks_left: challenge.checks_left,
            expires_at: challenge.expires_at,
        }
    }
}

/// The verified telephone number of an account.
#[derive(Debug, Serialize, ToSchema)]
pub struct PhoneView {
    /// The number.
    phone: Option<PhoneNumber>,
    /// When it was shown to be the account's.
    #[schema(value_type = Option<String>, format = DateTime)]
    phone_verified_at: Option<Timestamp>,
    /// Until when another may be asked for, since this one was proved once more.
    #[schema(value_type = Option<String>, format = DateTime)]
    change_allowed_until: Option<Timestamp>,
    /// When a number may be verified again, since one was removed.
    #[schema(value_type = Option<String>, format = DateTime)]
    cools_down_until: Option<Timestamp>,
}

impl PhoneView {
    fn of(known: UserPhone, now: Timestamp) -> Self {
        let cools_down_until = known.cools_down_until(now);
        let (phone, phone_verified_at) = known.verified.map(|verified| (verified.number, verified.verified_at)).unzip();
        let change_allowed_until = known.proved_until.filter(|until| now < *until);
        Self { phone, phone_verified_at, change_allowed_until, cools_down_until }
    }
}

/// Get the verified phone number.
#[utoipa::path(get, path = "/v1/me/phone", operation_id = "get_phone", tag = "me",
    responses((status = 200, description = "The number, if one is verified.", body = PhoneView)))]
pub async fn get_phone(cx: Cx, Customer(principal): Customer) -> Reply<Json<PhoneView>> {
    let known = cx.store.phones().by_user(principal.user).await?;
    let known = known.map_or_else(|| UserPhone::unknown(principal.user), table::Stored::into_value);
    Ok(Json(PhoneView::of(known, cx.now)))
}

/// Request an SMS verification code.
///
/// `verify_phone` shows that a number is one's own. Where one is verified already, `change_phone` proves that one first, and
/// lets another be verified within ten minutes. Asked again within five minutes, the same code is sent once more; a newer code
/// makes the one before worthless.
#[utoipa::path(post, path = "/v1/me/phone/challenges", operation_id = "request_sms_challenge", tag = "me", request_body = SmsChallengeRequest,
    responses(
        (status = 202, description = "A text is on its way.", body = SmsChallengeView),
        (status = 403, description = "step_up_required; phone_blocked: no texts go there; phone_proof_required: \
            prove the verified number first; phone_cooling_down: a number was removed within a day"),
        (status = 409, description = "phone_not_verified: only the verified number is proved"),
        (status = 429, description = "rate_limited: three texts in fifteen minutes and ten a day go to one number, \
            and are sent for one account; sms_budget_spent: enough texts went to the country in this hour"),
        Problems<SmsRequestFault>))]
pub async fn request_challenge(
    cx: Cx,
    SteppedUp(Customer(principal)): SteppedUp<Customer>,
    limit: Limited<limit::Text>,
    ValidJson(body): ValidJson<SmsChallengeRequest>,
) -> Reply<(StatusCode, Json<SmsChallengeView>)> {
    limit.count(&cx, principal.user).await?;
    let cx = cx.acting(principal.user);
    let challenge = request_sms_challenge(&cx, principal.user, &body.phone, body.purpose).await?;
    Ok((StatusCode::ACCEPTED, Json(challenge.into())))
}

/// Check an SMS verification code.
///
/// It works once, within ten minutes; five tries are looked at, and after them not even the right code helps.
#[utoipa::path(post, path = "/v1/me/phone/challenges/{challenge_id}/check", operation_id = "check_sms_challenge", tag = "me", request_body = SmsCodeRequest,
    params(("challenge_id" = ChallengeId, Path, description = "As the request for the code was answered.")),
    responses(
        (status = 200, description = "The number is verified, or proved.", body = PhoneView),
        (status = 404, description = "not_found: unknown, or somebody else's"),
        (status = 410, description = "otp_expired: used before, too late, or there is a newer one"),
        (status = 422, description = "validation_failed; otp_invalid: another code, checks_left tells how often it \
            may still be tried"),
        (status = 429, description = "otp_attempts_exhausted: tried too often; ask for another code"),
        Problems<SmsCheckFault>))]
pub async fn check_challenge(
    cx: Cx,
    Customer(principal): Customer,
    ValidPath(challenge): ValidPath<ChallengeId>,
    ValidJson(body): ValidJson<SmsCodeRequest>,
) -> Reply<Json<PhoneView>> {
    let cx = cx.acting(principal.user);
    let known = check_sms_challenge(&cx, principal.user, challenge, &body.code).await?;
    Ok(Json(PhoneView::of(known, cx.now)))
}

/// Delete the verified phone number.
///
/// It needs no text, so it works for who has lost the telephone. A mail tells of it, and for a day no other is verified.
#[utoipa::path(delete, path = "/v1/me/phone", operation_id = "delete_phone", tag = "me",
    responses(
        (status = 204, description = "It is removed."),
        (status = 404, description = "not_found: none is verified")))]
pub async fn delete_phone(cx: Cx, SteppedUp(Customer(principal)): SteppedUp<Customer>) -> Reply<StatusCode> {
    let cx = cx.acting(principal.user);
    if remove(&cx, principal.user).await? { Ok(StatusCode::NO_CONTENT) } else { Err(Problem::not_found()) }
}
