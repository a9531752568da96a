//! The routes, one file a resource.

pub mod audit;
pub mod auth;
pub mod data_export;
pub mod deletion;
pub mod email;
pub mod invitation;
pub mod jwks;
pub mod me;
pub mod password;
pub mod second_factor;
pub mod sessions;
pub mod sms_verification;
pub mod staff;

use utoipa_axum::router::OpenApiRouter;
use web::{App, routes};

/// The routes.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(auth::register))
        .routes(routes!(auth::verify_email))
        .routes(routes!(auth::resend_verification))
        .routes(routes!(auth::login))
        .routes(routes!(second_factor::finish_log_in))
        .routes(routes!(auth::refresh))
        .routes(routes!(auth::logout))
        .routes(routes!(password::forgot_password))
        .routes(routes!(password::reset_password))
        .routes(routes!(email::confirm_new_email))
        .routes(routes!(email::change_email))
        .routes(routes!(me::find_me))
        .routes(routes!(password::change_password))
        .routes(routes!(sessions::list_sessions, sessions::end_sessions))
        .routes(routes!(sessions::end_session))
        .routes(routes!(second_factor::step_up))
        .routes(routes!(
            second_factor::find_second_factor,
            second_factor::enrol_second_factor,
            second_factor::remove_second_factor
        ))
        .routes(routes!(second_factor::confirm_second_factor))
        .routes(routes!(second_factor::renew_recovery_codes))
        .routes(routes!(sms_verification::find_phone, sms_verification::remove_phone))
        .routes(routes!(sms_verification::request_challenge))
        .routes(routes!(sms_verification::check_challenge))
        .routes(routes!(deletion::delete_account))
        .routes(routes!(data_export::request_export, data_export::find_export))
        .routes(routes!(data_export::download_export))
        .routes(routes!(jwks::find_keys))
        .routes(routes!(audit::list_audit))
        .routes(routes!(staff::list_staff))
        .routes(routes!(invitation::list_invitations, invitation::invite_staff))
        .routes(routes!(invitation::find_invitation, invitation::revoke_invitation))
        .routes(routes!(invitation::accept_invitation))
        .routes(routes!(staff::find_staff, staff::change_staff))
}
