//! Invitations: staff send, list and revoke them; whoever reads the mail accepts.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use axum::response::Response;
use context::password::Password;
use domain::identity::invitation::{Invitation, InvitationStatus};
use domain::identity::scope::Scope;
use domain::identity::user::Role;
use kernel::email::Email;
use kernel::id::{InvitationId, UserId};
use kernel::text::Text;
use kernel::time::Timestamp;
use serde::{Deserialize, Serialize};
use table::idempotency::Answer;
use utoipa::ToSchema;
use web::idempotent::{Replayed, answer, once, respond};
use web::reply::Json;
use web::{
    Admin, Cx, IfMatch, Limited, ListQuery, ListView, OptionalKey, Problem, Problems, Reply, SteppedUp, ValidJson,
    ValidPath, ValidQuery, Versioned, limit, scope,
};
use workflows::identity::invitation::accept::AcceptFault;
use workflows::identity::invitation::accept::{Acceptance, accept_invitation as accept};
use workflows::identity::invitation::create::{Offer, create_invitation as invite};
use workflows::identity::invitation::revoke::RevokeFault;
use workflows::identity::invitation::revoke::revoke_invitation as revoke;

/// A role that can be offered.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OfferedRole {
    /// Sells their own products.
    Seller,
    /// Runs the shop.
    Admin,
}

impl From<OfferedRole> for Role {
    fn from(role: OfferedRole) -> Self {
        match role {
            OfferedRole::Seller => Self::Seller,
            OfferedRole::Admin => Self::Admin,
        }
    }
}

/// What is offered, and to whom.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InviteRequest {
    /// Where the invitation is sent.
    email: Email,
    /// The role that is offered.
    role: OfferedRole,
    /// The scopes that come with it; only admins have any.
    #[serde(default)]
    scopes: BTreeSet<Scope>,
}

/// An invitation, as staff see it.
#[derive(Debug, Serialize, ToSchema)]
pub struct InvitationView {
    /// Its id.
    id: InvitationId,
    /// Where it was sent.
    email: Email,
    /// The role that is offered.
    role: Role,
    /// The scopes that come with it.
    scopes: BTreeSet<Scope>,
    /// Who offers it.
    invited_by: UserId,
    /// What has become of it.
    status: InvitationStatus,
    /// When it was sent.
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// Until when it is good.
    #[schema(value_type = String, format = DateTime)]
    expires_at: Timestamp,
    /// Rises with every change.
    version: u64,
}

impl InvitationView {
    fn of(invitation: &Invitation, version: u64, now: Timestamp) -> Self {
        let status = invitation.status_at(now);
        let Invitation { id, email, role, scopes, invited_by, created_at, expires_at, .. } = invitation.clone();
        Self { id, email, role, scopes, invited_by, status, created_at, expires_at, version }
    }
}

/// What somebody says who accepts.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AcceptInvitationRequest {
    /// What stands in the mail's link behind `#token=`.
    token: String,
    /// 8 to 128 characters of any kind, and not easy to guess. Who has an account already leaves it out and keeps theirs.
    #[schema(value_type = Option<String>, format = Password, min_length = 8, max_length = 128)]
    password: Option<Password>,
    /// How to address them. Who has an account already leaves it out.
    name: Option<Text<100>>,
}

/// Invite a member of staff or a seller.
///
/// A mail offers the role to whoever reads it, for seven days; older invitations to the address are good for nothing then.
/// Nobody offers a scope that they do not hold.
#[utoipa::path(post, path = "/v1/admin/invitations", operation_id = "create_invitation", tag = "admin",
    request_body = InviteRequest, params(("Idempotency-Key" = Option<String>, Header)),
    responses(
        (status = 201, description = "It is sent.", body = InvitationView, headers(("Location" = String))),
        (status = 403, description = "own_role: it is the caller's own address; insufficient_scope: the caller lacks \
            `staff:write`, or a scope that is offered or that the invited account holds")))]
pub async fn create_invitation(
    cx: Cx,
    SteppedUp(Admin(principal, ..)): SteppedUp<Admin<scope::StaffWrite>>,
    key: OptionalKey,
    ValidJson(body): ValidJson<InviteRequest>,
) -> Reply<Response> {
    let command = key.command(&cx, principal.user, &body);
    let cx = cx.acting(principal.user);
    let offer = Offer { email: body.email, role: body.role.into(), scopes: body.scopes };
    let now = cx.now;
    let render = |invitation: &Invitation| record(invitation, now);
    let work = async {
        let sent = invite(&cx, principal.user, &offer, command.as_ref(), render).await?;
        Ok::<_, Problem>(respond(record(&sent, now), Replayed::No))
    };
    once(&cx, command.as_ref(), work).await
}

fn record(invitation: &Invitation, now: Timestamp) -> Answer {
    let location = format!("/v1/admin/invitations/{}", invitation.id);
    answer(StatusCode::CREATED, &InvitationView::of(invitation, 1, now), Some(location))
}

/// List invitations, newest first.
///
/// Those that are over are kept for a month.
#[utoipa::path(get, path = "/v1/admin/invitations", operation_id = "list_invitations", tag = "admin", params(ListQuery),
    responses((status = 200, description = "The invitations.", body = ListView<InvitationView>)))]
pub async fn list_invitations(
    cx: Cx,
    Admin(principal, ..): Admin<scope::StaffRead>,
    ValidQuery(query): ValidQuery<ListQuery>,
) -> Reply<Json<ListView<InvitationView>>> {
    let request = cx.page(&query, principal.user, "")?;
    let page = cx.store.invitations().all(&request).await?;
    Ok(Json(page.map(|invitation| InvitationView::of(&invitation, invitation.version(), cx.now)).into()))
}

/// Get an invitation.
#[utoipa::path(get, path = "/v1/admin/invitations/{invitation_id}", operation_id = "get_invitation", tag = "admin",
    params(("invitation_id" = InvitationId, Path, description = "The invitation.")),
    responses(
        (status = 200, description = "The invitation.", body = InvitationView, headers(("ETag" = String)))))]
pub async fn get_invitation(
    cx: Cx,
    _: Admin<scope::StaffRead>,
    ValidPath(id): ValidPath<InvitationId>,
) -> Reply<Versioned<InvitationView>> {
    let invitation = cx.store.invitations().by_id(id).await?.ok_or_else(Problem::not_found)?;
    let version = invitation.version();
    Ok(Versioned { version, body: InvitationView::of(&invitation, version, cx.now) })
}

/// Revoke an invitation.
///
/// Its link is good for nothing then.
#[utoipa::path(delete, path = "/v1/admin/invitations/{invitation_id}", operation_id = "revoke_invitation", tag = "admin",
    params(("invitation_id" = InvitationId, Path, description = "The invitation."), ("If-Match" = Option<String>, Header)),
    responses(
        (status = 204, description = "It is taken back."),
        (status = 409, description = "invalid_state_transition: something has become of it already"),
        Problems<RevokeFault>))]
pub async fn revoke_invitation(
    cx: Cx,
    Admin(principal, ..): Admin<scope::StaffWrite>,
    ValidPath(id): ValidPath<InvitationId>,
    if_match: IfMatch,
) -> Reply<StatusCode> {
    let cx = cx.acting(principal.user);
    revoke(&cx, id, if_match.version()?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Accept an invitation with the token that was mailed.
///
/// An address without an account gets one, with the password that is sent along. One that has an account gets the role and the
/// scopes, and keeps its password; its sessions end. Log in afterwards. No `Idempotency-Key` is honoured: the token is used up.
#[utoipa::path(post, path = "/v1/auth/accept-invitation", operation_id = "accept_invitation", tag = "auth",
    request_body = AcceptInvitationRequest,
    responses(
        (status = 204, description = "The account has the role."),
        (status = 409, description = "invitation_void: whoever invited may not offer this any more"),
        (status = 410, description = "token_spent: used before, older than seven days, taken back, or there is a \
            newer one"),
        (status = 422, description = "token_invalid; validation_failed: a password is missing, or was sent for an \
            account that has one; password_too_short, password_too_long, password_too_weak, password_breached"),
        Problems<AcceptFault>))]
pub async fn accept_invitation(
    cx: Cx,
    limit: Limited<limit::Token>,
    ValidJson(body): ValidJson<AcceptInvitationRequest>,
) -> Reply<StatusCode> {
    limit.count_address(&cx).await?;
    let acceptance = Acceptance { token: body.token, password: body.password, name: body.name };
    accept(&cx, &acceptance).await?;
    Ok(StatusCode::NO_CONTENT)
}
