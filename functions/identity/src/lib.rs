//! Accounts, sessions, personal data and the public keys.

mod once;
pub mod routes;
mod work;

use gateways::Gateways;
use runtime::clients::Clients;
use runtime::{Config, Function, StartFault, Worker};
use utoipa_axum::router::OpenApiRouter;
use web::{App, routes};

use crate::routes::{
    audit, auth, data_export, deletion, email, invitation, jwks, me, password, second_factor, sessions,
    sms_verification, staff,
};

/// This feature area.
pub static FUNCTION: Function = Function {
    name: "identity",
    router: Some(router),
    worker: Worker { message: Some(|app, _, body| Box::pin(work::react(app, body))), records: None, task: None },
    table: runtime::tables::shop,
    gateways,
};

/// The bucket of archives: the worker stores them, and requests get URLs of them. Passwords that are chosen are looked for
/// among the stolen ones, if the shop names a list.
fn gateways(config: &Config, clients: &Clients<'_>) -> Result<Gateways, StartFault> {
    Ok(Gateways {
        objects: Some(runtime::ports::objects(config, clients, "EXPORT_BUCKET")?),
        breaches: runtime::ports::breaches(config),
        ..Gateways::default()
    })
}

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

#[cfg(test)]
mod tests {
    #[test]
    fn every_route_is_described_under_the_name_of_its_handler() {
        let (_, document) = super::router().split_for_parts();
        let document = serde_json::to_value(document).unwrap();
        let operation = |path: &str, method: &str| document["paths"][path][method]["operationId"].clone();
        for (path, method, id) in [
            ("/v1/auth/register", "post", "register"),
            ("/v1/auth/verify-email", "post", "verify_email"),
            ("/v1/auth/resend-verification", "post", "resend_verification"),
            ("/v1/auth/login", "post", "login"),
            ("/v1/auth/refresh", "post", "refresh"),
            ("/v1/auth/logout", "post", "logout"),
            ("/v1/auth/forgot-password", "post", "forgot_password"),
            ("/v1/auth/reset-password", "post", "reset_password"),
            ("/v1/me", "get", "find_me"),
            ("/v1/me/password", "post", "change_password"),
            ("/v1/me/sessions", "get", "list_sessions"),
            ("/v1/me/sessions", "delete", "end_sessions"),
            ("/v1/me/sessions/{session_id}", "delete", "end_session"),
            ("/v1/me/email", "post", "change_email"),
            ("/v1/auth/confirm-email", "post", "confirm_new_email"),
            ("/v1/auth/second-factor", "post", "finish_log_in"),
            ("/v1/me/step-up", "post", "step_up"),
            ("/v1/me/second-factor", "get", "find_second_factor"),
            ("/v1/me/second-factor", "post", "enrol_second_factor"),
            ("/v1/me/second-factor", "delete", "remove_second_factor"),
            ("/v1/me/second-factor/confirm", "post", "confirm_second_factor"),
            ("/v1/me/second-factor/recovery-codes", "post", "renew_recovery_codes"),
            ("/v1/me/phone", "get", "find_phone"),
            ("/v1/me/phone", "delete", "remove_phone"),
            ("/v1/me/phone/challenges", "post", "request_sms_challenge"),
            ("/v1/me/phone/challenges/{challenge_id}/check", "post", "check_sms_challenge"),
            ("/v1/me", "delete", "delete_account"),
            ("/v1/me/export", "post", "request_export"),
            ("/v1/me/export", "get", "find_export"),
            ("/v1/exports/download", "post", "download_export"),
            ("/.well-known/jwks.json", "get", "find_keys"),
            ("/v1/admin/audit", "get", "list_audit"),
            ("/v1/admin/staff", "get", "list_staff"),
            ("/v1/admin/invitations", "get", "list_invitations"),
            ("/v1/admin/invitations", "post", "invite_staff"),
            ("/v1/admin/invitations/{invitation_id}", "get", "find_invitation"),
            ("/v1/admin/invitations/{invitation_id}", "delete", "revoke_invitation"),
            ("/v1/auth/accept-invitation", "post", "accept_invitation"),
            ("/v1/admin/staff/{user_id}", "get", "find_staff"),
            ("/v1/admin/staff/{user_id}", "patch", "change_staff"),
        ] {
            assert_eq!(operation(path, method), id, "{method} {path}");
        }
        assert_eq!(document["paths"].as_object().unwrap().len(), 31);
    }
}
