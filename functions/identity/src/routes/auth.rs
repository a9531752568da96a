//! Accounts and sessions: register, confirm, log in, refresh, log out.
//!
//! Registering, confirming and asking for the mail again honour an `Idempotency-Key`; their answers are the same for
//! everybody, so a record holds no secret. Logging in, refreshing and logging out do not: they hand out or use up
//! credentials, and a record that could repeat their answer would be a copy of those credentials at rest. Repeating them
//! is safe without it: a second log-in begins a second session, a second refresh is honoured in grace, a second log-out
//! finds nothing to end.

use axum::http::StatusCode;
use axum::response::Response;
use context::password::Password;
use context::password::UnfitPassword;
use context::too_often::TooOften;
use domain::identity::one_time_token::TokenFault;
use domain::identity::session::SessionFault;
use domain::shopping::cart::CartWarning;
use kernel::email::Email;
use kernel::text::Text;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::idempotent::{answer, once_as};
use web::reply::Json;
use web::{Caller, CartToken, Cx, Limited, OptionalKey, Problems, Reply, ValidJson, limit};
use workflows::identity::account::register::{Registration, register_user};
use workflows::identity::session::login::LoginFault;
use workflows::identity::session::login::{LoggedIn, Login, log_in};
use workflows::identity::session::logout::log_out;
use workflows::identity::session::rotate::rotate_session;
use workflows::identity::session::tokens::SessionTokens;

use super::me::UserView;

/// An account to be opened.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RegisterRequest {
    /// Where the confirmation goes.
    email: Email,
    /// 8 to 128 characters of any kind, and not easy to guess.
    #[schema(value_type = String, format = Password, min_length = 8, max_length = 128)]
    password: Password,
    /// How to address them.
    name: Option<Text<100>>,
}

/// What makes two registrations the same. The password enters under a key, so that the record is nothing to guess by.
#[derive(Serialize)]
struct RegisterFingerprint<'a> {
    email: &'a Email,
    password: String,
    name: Option<&'a Text<100>>,
}

/// The token of a confirmation mail.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VerifyEmailRequest {
    /// What stands in the mail's link behind `#token=`.
    token: String,
}

/// An address that waits to be confirmed.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ResendVerificationRequest {
    /// Where the confirmation goes.
    email: Email,
}

/// An address and its password.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LoginRequest {
    /// The address of the account.
    email: Email,
    /// Its password.
    #[schema(value_type = String, format = Password)]
    password: Password,
}

/// A refresh token.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RefreshTokenRequest {
    /// As it was handed out last.
    refresh_token: String,
}

/// That a mail is on its way, if there is anything to say to that address.
#[derive(Debug, Serialize, ToSchema)]
pub struct MailView {
    /// For people.
    message: &'static str,
}

/// That an address is confirmed.
#[derive(Debug, Serialize, ToSchema)]
pub struct VerifiedView {
    /// Always true.
    email_verified: bool,
}

/// What the holder of a session carries.
#[derive(Serialize, ToSchema)]
pub struct SessionView {
    /// For the `Authorization` header.
    access_token: String,
    /// Always `Bearer`.
    token_type: &'static str,
    /// How long the access token is good, in seconds.
    expires_in: i64,
    /// Gets the next pair of tokens, once.
    refresh_token: String,
    /// Whose session it is.
    user: UserView,
}

/// A session that has begun.
#[derive(Serialize, ToSchema)]
pub struct LoginView {
    #[serde(flatten)]
    session: SessionView,
    /// What of the guest's cart could not be taken over whole.
    cart_warnings: Vec<CartWarning>,
}

impl MailView {
    /// The answer of every request for another address, whoever has it.
    pub(super) const NEW_ADDRESS: Self =
        Self { message: "Look into the mailbox of the new address: a mail is on its way, and nothing changes before." };

    /// The answer of every request for a mail that resets a password, whoever has the address.
    pub(super) const FORGOTTEN: Self =
        Self { message: "Look into your mailbox: if there is an account with this address, a mail is on its way." };
}

impl SessionView {
    fn new(tokens: SessionTokens, user: UserView) -> Self {
        Self {
            access_token: tokens.access,
            token_type: "Bearer",
            expires_in: tokens.access_seconds,
            refresh_token: tokens.refresh,
            user,
        }
    }
}

impl From<LoggedIn> for LoginView {
    fn from(begun: LoggedIn) -> Self {
        let session = SessionView::new(begun.tokens, UserView::from(&begun.user));
        Self { session, cart_warnings: begun.cart_warnings }
    }
}

/// The answer of every registration, whoever has the address.
fn mail_on_its_way() -> MailView {
    MailView { message: "Look into your mailbox: if there is something to confirm, a mail is on its way." }
}

/// Register a customer account.
///
/// The address is confirmed by the link of a mail before anybody can log in. The answer is the same whether the address
/// has an account or not; its mailbox is told which.
#[utoipa::path(post, path = "/v1/auth/register", operation_id = "register", tag = "auth",
    request_body = RegisterRequest,
    params(("Idempotency-Key" = Option<String>, Header,
        description = "Makes it happen once, however often it is sent.")),
    responses(
        (status = 202, description = "A mail is on its way.", body = MailView),
        Problems<UnfitPassword>))]
pub async fn register(
    cx: Cx,
    limit: Limited<limit::Register>,
    key: OptionalKey,
    ValidJson(body): ValidJson<RegisterRequest>,
) -> Reply<Response> {
    limit.count_address(&cx).await?;
    let secret = format!("{}\n{}", body.email, body.password.as_str());
    let fingerprint = RegisterFingerprint {
        email: &body.email,
        password: cx.settings.link_key()?.token("register-fingerprint", &secret),
        name: body.name.as_ref(),
    };
    let command = key.command(&cx, "guest", &fingerprint);
    let answer = answer(StatusCode::ACCEPTED, &mail_on_its_way(), None);
    let registration = Registration { email: body.email, password: body.password, name: body.name };
    let work = register_user(&cx, &registration, command.as_ref(), &answer);
    once_as(&cx, command.as_ref(), &answer, Box::pin(work)).await
}

/// Verify an e-mail address with the token that was mailed to it.
#[utoipa::path(post, path = "/v1/auth/verify-email", operation_id = "verify_email", tag = "auth",
    request_body = VerifyEmailRequest,
    params(("Idempotency-Key" = Option<String>, Header,
        description = "Makes it happen once, however often it is sent.")),
    responses(
        (status = 200, description = "The address is confirmed.", body = VerifiedView),
        (status = 410, description = "token_spent: used before, or older than 24 hours"),
        Problems<TokenFault>))]
pub async fn verify_email(
    cx: Cx,
    limit: Limited<limit::Token>,
    key: OptionalKey,
    ValidJson(body): ValidJson<VerifyEmailRequest>,
) -> Reply<Response> {
    limit.count_address(&cx).await?;
    let command = key.command(&cx, "guest", &body.token);
    let answer = answer(StatusCode::OK, &VerifiedView { email_verified: true }, None);
    let work = workflows::identity::account::verify_email::verify_email(&cx, &body.token, command.as_ref(), &answer);
    once_as(&cx, command.as_ref(), &answer, Box::pin(work)).await
}

/// Resend the e-mail verification.
///
/// The answer is the same for every address; a mail is sent only to one that waits to be confirmed.
#[utoipa::path(post, path = "/v1/auth/resend-verification", operation_id = "resend_verification", tag = "auth",
    request_body = ResendVerificationRequest,
    params(("Idempotency-Key" = Option<String>, Header,
        description = "Makes it happen once, however often it is sent.")),
    responses(
        (status = 202, description = "A mail is on its way.", body = MailView),
        (status = 429, description = "rate_limited: five mails an hour go to one address"),
        Problems<TooOften>))]
pub async fn resend_verification(
    cx: Cx,
    limit: Limited<limit::Mail>,
    key: OptionalKey,
    ValidJson(body): ValidJson<ResendVerificationRequest>,
) -> Reply<Response> {
    limit.count_address(&cx).await?;
    let command = key.command(&cx, "guest", &body);
    let answer = answer(StatusCode::ACCEPTED, &mail_on_its_way(), None);
    let work = workflows::identity::account::resend_verification::resend_verification(
        &cx,
        &body.email,
        command.as_ref(),
        &answer,
    );
    once_as(&cx, command.as_ref(), &answer, Box::pin(work)).await
}

/// Log in with e-mail address and password.
///
/// A cart that was filled as a guest is merged into the user's own when its token is sent along.
#[utoipa::path(post, path = "/v1/auth/login", operation_id = "login", tag = "auth",
    request_body = LoginRequest,
    params(("X-Cart-Token" = Option<String>, Header, description = "The guest's cart that is brought along.")),
    responses(
        (status = 200, description = "A session has begun.", body = LoginView),
        (status = 403, description = "email_not_verified; second_factor_required: send the problem's `challenge` \
            with a code to `/v1/auth/second-factor`"),
        (status = 429, description = "too_many_attempts: after five wrong passwords the account rests for a minute, \
            then twice as long each time, up to fifteen"),
        Problems<LoginFault>))]
pub async fn login(
    cx: Cx,
    limit: Limited<limit::Login>,
    caller: Caller,
    CartToken(cart_token): CartToken,
    ValidJson(body): ValidJson<LoginRequest>,
) -> Reply<Json<LoginView>> {
    limit.count_address(&cx).await?;
    let login = Login { email: body.email, password: body.password, cart_token, device: caller.device };
    // On the heap: it waits for others, and every layer around it would carry it along.
    let begun = Box::pin(log_in(&cx, &login)).await?;
    Ok(Json(LoginView::from(begun)))
}

/// Refresh the access token.
///
/// Exchanges a refresh token for the next pair of tokens.
///
/// Each refresh token works once. One that comes back ends the whole session, except within ten seconds of its use: an
/// answer may have been lost, or two tabs may have refreshed together, so the same next token is given again.
#[utoipa::path(post, path = "/v1/auth/refresh", operation_id = "refresh", tag = "auth",
    request_body = RefreshTokenRequest,
    responses(
        (status = 200, description = "The session goes on.", body = SessionView),
        Problems<SessionFault>))]
pub async fn refresh(
    cx: Cx,
    limit: Limited<limit::Token>,
    ValidJson(body): ValidJson<RefreshTokenRequest>,
) -> Reply<Json<SessionView>> {
    limit.count_address(&cx).await?;
    let rotated = rotate_session(&cx, &body.refresh_token).await?;
    Ok(Json(SessionView::new(rotated.tokens, UserView::from(&rotated.user))))
}

/// Log out.
///
/// Ends the session. Access tokens that it gave out are good until they expire, which is minutes.
#[utoipa::path(post, path = "/v1/auth/logout", operation_id = "logout", tag = "auth",
    request_body = RefreshTokenRequest,
    responses(
        (status = 204, description = "The session is over."),
        (status = 401, description = "`unauthenticated`")))]
pub async fn logout(cx: Cx, ValidJson(body): ValidJson<RefreshTokenRequest>) -> Reply<StatusCode> {
    log_out(&cx, &body.refresh_token).await?;
    Ok(StatusCode::NO_CONTENT)
}
