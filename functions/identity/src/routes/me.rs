//! The person who asks.

use std::collections::BTreeSet;

use domain::identity::scope::Scope;
use domain::identity::user::Role;
use kernel::email::Email;
use kernel::fault::FaultKind;
use kernel::id::UserId;
use kernel::text::Text;
use kernel::time::Timestamp;
use serde::Serialize;
use store::identity::user::UserRecord;
use table::Stored;
use utoipa::ToSchema;
use web::{Customer, Cx, Problem, Reply, Versioned};

/// A person with an account, as they see themself.
#[derive(Debug, Serialize, ToSchema)]
pub struct UserView {
    /// Their id.
    id: UserId,
    /// Where mail goes.
    email: Email,
    /// How to address them.
    name: Option<Text<100>>,
    /// What they may do.
    role: Role,
    /// Which parts of the shop they run; staff alone have any.
    scopes: BTreeSet<Scope>,
    /// Whether a mail to the address was answered.
    email_verified: bool,
    /// Whether their log-ins demand a code beside the password.
    second_factor: bool,
    /// When they registered.
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// Rises with every change.
    version: u64,
}

impl From<&Stored<UserRecord>> for UserView {
    fn from(user: &Stored<UserRecord>) -> Self {
        Self {
            id: user.id,
            email: user.email.clone(),
            name: user.name.clone(),
            role: user.role,
            scopes: user.scopes.clone(),
            email_verified: user.email_verified,
            second_factor: user.second_factor,
            created_at: user.created_at,
            version: user.version(),
        }
    }
}

/// Get the logged-in user.
#[utoipa::path(get, path = "/v1/me", operation_id = "get_me", tag = "me",
    responses((status = 200, description = "The person.", body = UserView, headers(("ETag" = String)))))]
pub async fn get_me(cx: Cx, Customer(principal): Customer) -> Reply<Versioned<UserView>> {
    let gone = || Problem::new(FaultKind::Unauthenticated, "unauthenticated", "This account does not exist any more.");
    let user = cx.store.users().by_id(principal.user).await?.ok_or_else(gone)?;
    Ok(Versioned { version: user.version(), body: UserView::from(&user) })
}
