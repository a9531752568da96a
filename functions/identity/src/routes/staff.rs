//! Who is staff or sells, and what they may do.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use axum::response::Response;
use domain::identity::scope::Scope;
use domain::identity::user::{Role, User};
use kernel::email::Email;
use kernel::id::UserId;
use kernel::text::Text;
use kernel::time::Timestamp;
use serde::{Deserialize, Serialize};
use table::idempotency::Answer;
use utoipa::ToSchema;
use web::idempotent::{answer, once};
use web::reply::Json;
use web::{
    Admin, Cx, IfMatch, ListQuery, ListView, OptionalKey, Problem, Problems, Reply, SteppedUp, ValidJson, ValidPath,
    ValidQuery, Versioned, scope,
};
use workflows::identity::staff::update::StaffFault;
use workflows::identity::staff::update::{StaffChange, update_staff as change_role};

/// The roles of those who are more than customers.
const ROLES: [Role; 2] = [Role::Admin, Role::Seller];

/// Somebody who runs the shop or sells in it.
#[derive(Debug, Serialize, ToSchema)]
pub struct StaffView {
    /// Their account.
    id: UserId,
    /// Where mail goes.
    email: Email,
    /// How to address them.
    name: Option<Text<100>>,
    /// What they are.
    role: Role,
    /// Which parts of the shop they run; admins alone have any.
    scopes: BTreeSet<Scope>,
    /// Since when the account exists.
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// Rises with every change.
    version: u64,
}

impl StaffView {
    fn of(user: &User, version: u64) -> Self {
        let User { id, email, name, role, scopes, created_at, .. } = user.clone();
        Self { id, email, name, role, scopes, created_at, version }
    }
}

/// What somebody is to be from now on; what is left out stays.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "role": "seller" }))]
pub struct StaffPatch {
    /// Their role. Who becomes a customer is no member of staff any more.
    role: Option<Role>,
    /// Their scopes, all of them: those that are not named are taken. Only admins have scopes.
    scopes: Option<BTreeSet<Scope>>,
}

/// List staff and sellers, by the age of their accounts.
#[utoipa::path(get, path = "/v1/admin/staff", operation_id = "list_staff", tag = "admin", params(ListQuery),
    responses((status = 200, description = "The people.", body = ListView<StaffView>)))]
pub async fn list_staff(
    cx: Cx,
    Admin(principal, ..): Admin<scope::StaffRead>,
    ValidQuery(query): ValidQuery<ListQuery>,
) -> Reply<Json<ListView<StaffView>>> {
    let request = cx.page(&query, principal.user, "")?;
    let page = cx.store.users().of_roles(&ROLES, &request).await?;
    Ok(Json(page.map(|user| StaffView::of(&user, user.version())).into()))
}

/// Get a member of staff or a seller.
#[utoipa::path(get, path = "/v1/admin/staff/{user_id}", operation_id = "get_staff", tag = "admin",
    params(("user_id" = UserId, Path, description = "Their account.")),
    responses(
        (status = 200, description = "The person.", body = StaffView, headers(("ETag" = String)))))]
pub async fn get_staff(
    cx: Cx,
    _: Admin<scope::StaffRead>,
    ValidPath(id): ValidPath<UserId>,
) -> Reply<Versioned<StaffView>> {
    let user = cx.store.users().by_id(id).await?.filter(|user| ROLES.contains(&user.role));
    let user = user.ok_or_else(Problem::not_found)?;
    Ok(Versioned { version: user.version(), body: StaffView::of(&user, user.version()) })
}

/// Change the role and scopes of a member of staff.
///
/// It takes effect at once: all their sessions end, and a mail tells them. Nobody changes their own role or scopes, and
/// nobody gives or takes a scope that they do not hold.
#[utoipa::path(patch, path = "/v1/admin/staff/{user_id}", operation_id = "update_staff", tag = "admin",
    request_body = StaffPatch,
    params(("user_id" = UserId, Path, description = "Their account."), ("If-Match" = String, Header),
        ("Idempotency-Key" = Option<String>, Header)),
    responses(
        (status = 200, description = "The person, as they are now.", body = StaffView, headers(("ETag" = String))),
        (status = 403, description = "own_role: it is the caller's own account; insufficient_scope: the caller lacks \
            `staff:write`, or a scope that would be given or taken"),
        Problems<StaffFault>))]
pub async fn update_staff(
    cx: Cx,
    SteppedUp(Admin(principal, ..)): SteppedUp<Admin<scope::StaffWrite>>,
    ValidPath(id): ValidPath<UserId>,
    if_match: IfMatch,
    key: OptionalKey,
    body: Result<ValidJson<StaffPatch>, Problem>,
) -> Reply<Response> {
    let expected = if_match.required()?;
    let ValidJson(body) = body?;
    let command = key.command(&cx, principal.user, &(id, &body));
    let cx = cx.acting(principal.user);
    let change = StaffChange { role: body.role, scopes: body.scopes };
    let work = async {
        let changed = change_role(&cx, principal.user, id, &change, expected, command.as_ref(), record).await?;
        let version = changed.version();
        Ok::<_, Problem>(Versioned { version, body: StaffView::of(&changed, version) })
    };
    once(&cx, command.as_ref(), work).await
}

fn record(user: &User, version: u64) -> Answer {
    answer(StatusCode::OK, &StaffView::of(user, version), None)
}
