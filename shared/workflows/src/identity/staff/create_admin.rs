//! Creating an admin. Whoever runs the shop lets somebody in as staff.

use std::collections::BTreeSet;

use context::Context;
use context::password::{Password, UnfitPassword, hash_password};
use context::use_case_fault::UseCaseFault;
use domain::audit::action::AuditAction;
use domain::identity::scope::Scope;
use domain::identity::user::{Credential, Role, User};
use events::{UserVerified, envelope};
use kernel::email::Email;
use kernel::faults;
use kernel::id::UserId;
use store::audit::record::AuditEntryRecord;
use store::identity::user::{CredentialRecord, UserRecord, email_claim};
use table::Tx;
use table::unique::Unique;

use crate::identity::password::check::check_password;

faults! {
    /// An admin who was not created.
    #[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
    pub enum CreateAdminFault {
        /// The address has an account, whose role is not changed this way.
        #[error("there is an account with this address already")]
        EmailTaken => Conflict "email_taken" at "/email";
        /// The password is not accepted.
        #[error(transparent)]
        Password(#[from] UnfitPassword);
    }
}

/// Opens an admin's account for `email`.
pub async fn create_admin(
    cx: &Context,
    email: &Email,
    password: &Password,
) -> Result<User, UseCaseFault<CreateAdminFault>> {
    create_confirmed(cx, email, password, Role::Admin).await
}

/// Opens an account of any role; whoever runs the shop vouches for the address, so it counts as confirmed.
///
/// An admin who is let in this way holds every scope.
pub async fn create_confirmed(
    cx: &Context,
    email: &Email,
    password: &Password,
    role: Role,
) -> Result<User, UseCaseFault<CreateAdminFault>> {
    check_password(cx, password, email).await.map_err(|fault| UseCaseFault::Refused(fault.into()))?;
    let user = User {
        id: UserId::mint(&*cx.ids, cx.now),
        email: email.clone(),
        name: None,
        role,
        scopes: if role == Role::Admin { Scope::all() } else { BTreeSet::new() },
        email_verified: true,
        second_factor: false,
        created_at: cx.now,
        deletion: None,
    };
    let credential = Credential::new(user.id, hash_password(cx, password).await?);
    let tx = Tx::new()
        .create::<Unique>(&email_claim(email, user.id))
        .or(CreateAdminFault::EmailTaken)
        .create::<UserRecord>(&user)
        .create::<CredentialRecord>(&credential)
        .emit(&envelope(&UserVerified { user: user.id }, user.id, 1, cx.event_context()));
    let record = cx.audited(AuditAction::ADMIN_CREATED, user.id);
    let tx = if role == Role::Admin { tx.create::<AuditEntryRecord>(&record) } else { tx };
    tx.commit(cx.store.table()).await?;
    Ok(user)
}
