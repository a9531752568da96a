//! The routes, one file a resource.

pub mod account_deletion;
pub mod audit;
pub mod auth;
pub mod data_export;
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
        .routes(routes!(account_deletion::delete_account))
        .routes(routes!(audit::list_audit_entries))
        .routes(routes!(auth::register))
        .routes(routes!(auth::verify_email))
        .routes(routes!(auth::resend_verification))
        .routes(routes!(auth::login))
        .routes(routes!(auth::refresh))
        .routes(routes!(auth::logout))
        .routes(routes!(data_export::request_data_export, data_export::get_data_export))
        .routes(routes!(data_export::download_data_export))
        .routes(routes!(email::confirm_email_change))
        .routes(routes!(email::change_email))
        .routes(routes!(invitation::list_invitations, invitation::create_invitation))
        .routes(routes!(invitation::get_invitation, invitation::revoke_invitation))
        .routes(routes!(invitation::accept_invitation))
        .routes(routes!(jwks::get_jwks))
        .routes(routes!(me::get_me))
        .routes(routes!(password::request_password_reset))
        .routes(routes!(password::reset_password))
        .routes(routes!(password::change_password))
        .routes(routes!(second_factor::complete_login))
        .routes(routes!(second_factor::step_up))
        .routes(routes!(
            second_factor::get_second_factor,
            second_factor::enroll_second_factor,
            second_factor::delete_second_factor
        ))
        .routes(routes!(second_factor::confirm_second_factor))
        .routes(routes!(second_factor::regenerate_recovery_codes))
        .routes(routes!(sessions::list_sessions, sessions::revoke_sessions))
        .routes(routes!(sessions::revoke_session))
        .routes(routes!(sms_verification::get_phone, sms_verification::delete_phone))
        .routes(routes!(sms_verification::request_challenge))
        .routes(routes!(sms_verification::check_challenge))
        .routes(routes!(staff::list_staff))
        .routes(routes!(staff::get_staff, staff::update_staff))
}
