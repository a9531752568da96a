//! Another address of an account.
//!
//! No `Idempotency-Key` is honoured here, for the reasons that [`super::auth`] tells of logging in: asked for again, a newer
//! token takes the place of the one before; confirmed again, the token is spent.

use axum::http::StatusCode;
use kernel::email::Email;
use serde::Deserialize;
use utoipa::ToSchema;
use web::reply::Json;
use web::{Customer, Cx, Limited, Problems, Reply, SteppedUp, ValidJson, limit};
use workflows::identity::email_change::confirm::ConfirmEmailFault;
use workflows::identity::email_change::request::ChangeEmailFault;

use super::auth::MailView;

/// The address that is to be.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeEmailRequest {
    /// Where the confirmation goes.
    email: Email,
}

/// The token of the mail to the new address.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConfirmEmailRequest {
    /// What stands in the mail's link behind `#token=`.
    token: String,
}

/// Request a change of e-mail address.
///
/// It changes when the link of the mail to the new address is followed; the present address is told at once. The answer is the
/// same whether the new address has an account or not.
#[utoipa::path(post, path = "/v1/me/email", operation_id = "change_email", tag = "me",
    request_body = ChangeEmailRequest,
    responses(
        (status = 202, description = "A mail is on its way.", body = MailView),
        (status = 429, description = "rate_limited: five changes an hour"),
        Problems<ChangeEmailFault>))]
pub async fn change_email(
    cx: Cx,
    SteppedUp(Customer(principal)): SteppedUp<Customer>,
    limit: Limited<limit::Mail>,
    ValidJson(body): ValidJson<ChangeEmailRequest>,
) -> Reply<(StatusCode, Json<MailView>)> {
    limit.count_address(&cx).await?;
    workflows::identity::email_change::request::change_email(&cx.acting(principal.user), principal.user, &body.email)
        .await?;
    Ok((StatusCode::ACCEPTED, Json(MailView::NEW_ADDRESS)))
}

/// Confirm a change of e-mail address with the token that was mailed to it.
///
/// All sessions end, and none begins: log in with the new address. The address before is told.
#[utoipa::path(post, path = "/v1/auth/confirm-email", operation_id = "confirm_email_change", tag = "auth",
    request_body = ConfirmEmailRequest,
    responses(
        (status = 204, description = "The address is changed."),
        (status = 409, description = "email_taken: another account has it by now"),
        (status = 410, description = "token_spent: used before, older than 24 hours, or there is a newer one"),
        Problems<ConfirmEmailFault>))]
pub async fn confirm_email_change(
    cx: Cx,
    limit: Limited<limit::Token>,
    ValidJson(body): ValidJson<ConfirmEmailRequest>,
) -> Reply<StatusCode> {
    limit.count_address(&cx).await?;
    workflows::identity::email_change::confirm::confirm_email(&cx, &body.token).await?;
    Ok(StatusCode::NO_CONTENT)
}
