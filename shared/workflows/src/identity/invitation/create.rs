//! A member of staff offers a role to whoever reads the mail of an address.

use std::collections::BTreeSet;

use context::use_case_fault::UseCaseFault;
use context::{Committed as _, Context};
use domain::audit::action::AuditAction;
use domain::identity::invitation::{Invitation, InvitationStatus};
use domain::identity::scope::Scope;
use domain::identity::user::Role;
use events::{InvitationSent, envelope};
use kernel::email::Email;
use kernel::id::{InvitationId, UserId};
use serde_json::{Value, json};
use store::audit::record::AuditEntryRecord;
use store::identity::invitation::{InvitationRecord, InvitedAddress, InvitedAddressRecord};
use table::idempotency::{Answer, Command};
use table::{Stored, TableFault, Tx};

use crate::identity::invitation::revoke::close;
use crate::identity::staff::update::{StaffFault, check_within, holder};

/// What is offered, and to whom.
#[derive(Clone, Debug)]
pub struct Offer {
    /// The address.
    pub email: Email,
    /// The role.
    pub role: Role,
    /// The scopes, which only admins have.
    pub scopes: BTreeSet<Scope>,
}

/// Invites whoever reads the mail of an address, on behalf of `actor`; older invitations to it are good for nothing then.
///
/// What is offered must be within what `actor` holds, and so must what a confirmed account of that address holds already.
pub async fn create_invitation(
    cx: &Context,
    actor: UserId,
    offer: &Offer,
    command: Option<&Command>,
    render: impl Fn(&Invitation) -> Answer,
) -> Result<Stored<InvitationRecord>, UseCaseFault<StaffFault>> {
    if offer.role != Role::Admin && !offer.scopes.is_empty() {
        return Err(UseCaseFault::Refused(StaffFault::ScopesOfOthers));
    }
    let id = InvitationId::mint(&*cx.ids, cx.now);
    let Offer { email, role, scopes } = offer.clone();
    let invitation = Invitation::issue(id, email, role, scopes, actor, cx.now);
    cx.again(|| async {
        let actor = holder(cx, actor).await?.ok_or(UseCaseFault::Refused(StaffFault::Beyond(Scope::StaffWrite)))?;
        if actor.email.canonical() == offer.email.canonical() {
            return Err(UseCaseFault::Refused(StaffFault::OwnRole));
        }
        let held = held_at(cx, &offer.email).await?;
        check_within(&actor, &held, &offer.scopes).map_err(UseCaseFault::Refused)?;
        let tx = Tx::new().once(command, &render(&invitation)).require(&actor);
        let tx = with_invitation(cx, tx, &invitation).await?;
        tx.commit(cx.store.table()).await.or_again(Stored::at_version(invitation.clone(), 1))
    })
    .await
}

/// Which scopes the confirmed account of an address holds; none, if there is no such account.
async fn held_at(cx: &Context, email: &Email) -> Result<BTreeSet<Scope>, TableFault> {
    let Some(owner) = cx.store.users().id_by_email(email).await? else { return Ok(BTreeSet::new()) };
    let user = cx.store.users().by_id(owner).await?.filter(|user| user.email_verified);
    Ok(user.map(|user| user.scopes.clone()).unwrap_or_default())
}

/// Adds `invitation` to `tx`, and that it replaces the one before it.
async fn with_invitation<F>(cx: &Context, tx: Tx<F>, invitation: &Invitation) -> Result<Tx<F>, TableFault> {
    let invitations = cx.store.invitations();
    let latest = invitations.latest(&invitation.email).await?;
    let older = match &latest {
        Some(latest) => invitations.by_id(latest.invitation).await?,
        None => None,
    };
    let older = older.filter(|older| older.status == InvitationStatus::Pending);
    let scopes: Vec<&str> = invitation.scopes.iter().map(|scope| scope.as_str()).collect();
    let record = cx
        .audited(AuditAction::INVITATION_SENT, invitation.id)
        .changing("role", Value::Null, json!(invitation.role))
        .changing("scopes", Value::Null, json!(scopes));
    let event = envelope(&InvitationSent { invitation: invitation.id }, invitation.id, 1, cx.event_context());
    let tx = tx
        .create::<InvitationRecord>(invitation)
        .save::<InvitedAddressRecord>(latest.as_ref(), &InvitedAddress::by(invitation))
        .create::<AuditEntryRecord>(&record)
        .emit(&event);
    Ok(older.iter().fold(tx, |tx, older| close(cx, tx, older, InvitationStatus::Replaced)))
}
