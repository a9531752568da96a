//! Passwords: chosen anew by who knows the old one, or by who reads the account's mail.
//!
//! No `Idempotency-Key` is honoured here, for the reasons that [`super::auth`] tells of logging in: a second change by the
//! same words finds another current password, a second reset a spent token, and a second request for a mail a newer token.

use axum::http::StatusCode;
use context::password::Password;
use context::too_often::TooOften;
use kernel::email::Email;
use serde::Deserialize;
use utoipa::ToSchema;
use web::reply::Json;
use web::{Customer, Cx, Problems, Reply, ValidJson};
use workflows::identity::password::change::ChangePasswordFault;
use workflows::identity::password::reset::ResetPasswordFault;

use super::auth::MailView;

/// The password as it is, and as it is to be.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangePasswordRequest {
    /// As it is.
    #[schema(value_type = String, format = Password)]
    current_password: Password,
    /// 8 to 128 characters of any kind, and not easy to guess.
    #[schema(value_type = String, format = Password, min_length = 8, max_length = 128)]
    new_password: Password,
}

/// The address of an account whose password is forgotten.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ForgotPasswordRequest {
    /// Where the mail goes.
    email: Email,
}

/// The token of a mail, and the password that is to be.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ResetPasswordRequest {
    /// What stands in the mail's link behind `#token=`.
    token: String,
    /// 8 to 128 characters of any kind, and not easy to guess.
    #[schema(value_type = String, format = Password, min_length = 8, max_length = 128)]
    password: Password,
}

/// Change the password.
///
/// All other sessions end, and a mail tells of it.
#[utoipa::path(post, path = "/v1/me/password", operation_id = "change_password", tag = "me",
    request_body = ChangePasswordRequest,
    responses(
        (status = 204, description = "The password is changed."),
        (status = 401, description = "unauthenticated, token_expired; invalid_credentials: the current password is \
            another"),
        (status = 429, description = "too_many_attempts: five wrong passwords a minute"),
        Problems<ChangePasswordFault>))]
pub async fn change_password(
    cx: Cx,
    Customer(principal): Customer,
    ValidJson(body): ValidJson<ChangePasswordRequest>,
) -> Reply<StatusCode> {
    workflows::identity::password::change::change_password(&cx, principal, &body.current_password, &body.new_password)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Request a password reset mail.
///
/// The answer is the same for every address; a mail is sent only to one that has an account and is confirmed. Its token works
/// once, for 30 minutes, and only the latest one does.
#[utoipa::path(post, path = "/v1/auth/forgot-password", operation_id = "request_password_reset", tag = "auth",
    request_body = ForgotPasswordRequest,
    responses(
        (status = 202, description = "A mail is on its way.", body = MailView),
        (status = 429, description = "rate_limited: five mails an hour go to one address"),
        Problems<TooOften>))]
pub async fn request_password_reset(
    cx: Cx,
    ValidJson(body): ValidJson<ForgotPasswordRequest>,
) -> Reply<(StatusCode, Json<MailView>)> {
    workflows::identity::password::request_reset::request_password_reset(&cx, &body.email).await?;
    Ok((StatusCode::ACCEPTED, Json(MailView::FORGOTTEN)))
}

/// Reset the password with the token that was mailed.
///
/// All sessions end, and none begins: log in with the new password. A mail tells of it.
#[utoipa::path(post, path = "/v1/auth/reset-password", operation_id = "reset_password", tag = "auth",
    request_body = ResetPasswordRequest,
    responses(
        (status = 204, description = "The password is changed."),
        (status = 410, description = "token_spent: used before, older than 30 minutes, or there is a newer one"),
        Problems<ResetPasswordFault>))]
pub async fn reset_password(cx: Cx, ValidJson(body): ValidJson<ResetPasswordRequest>) -> Reply<StatusCode> {
    workflows::identity::password::reset::reset_password(&cx, &body.token, &body.password).await?;
    Ok(StatusCode::NO_CONTENT)
}
