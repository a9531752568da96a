//! Mails about accounts.

use domain::identity::email_change::EmailChange;
use domain::identity::user::User;
use domain::notifications::message::{Mail, identity as message};
use events::cause::read;
use events::{
    InvitationSent, PhoneRemoved, PhoneVerified, UserDeleted, UserEmailChangeAnnounced, UserEmailChangeRequested,
    UserEmailChanged, UserExportReady, UserPasswordChanged, UserPasswordForgotten, UserRegistered,
    UserRegistrationRepeated, UserRoleChanged, UserSecondFactorChanged,
};
use kernel::id::{TokenId, UserId};
use runtime::WorkFault;

use super::{Desk, Untold};

mails! {
    UserRegistered => registered,
    UserRegistrationRepeated => registration_repeated,
    UserPasswordForgotten => password_forgotten,
    UserPasswordChanged => password_changed,
    UserEmailChangeRequested => email_change_requested,
    UserEmailChangeAnnounced => email_change_announced,
    UserEmailChanged => email_changed,
    UserSecondFactorChanged => second_factor_changed,
    UserRoleChanged => role_changed,
    InvitationSent => invited,
    PhoneVerified => phone_verified,
    PhoneRemoved => phone_removed,
    UserExportReady => export_ready,
    UserDeleted => deleted,
}

/// Asks whether the address is theirs, unless they have said so meanwhile.
async fn registered(desk: Desk<'_>) -> Result<Option<Mail>, WorkFault> {
    let told: UserRegistered = read(desk.event)?;
    let Some(user) = user(desk, told.user).await? else { return Ok(None) };
    let link = desk.links.verify_email(told.token);
    Ok((!user.email_verified).then(|| message::verify_email(&user.email, desk.shop, &link)))
}

/// Asks once more, or says that there is an account.
async fn registration_repeated(desk: Desk<'_>) -> Result<Option<Mail>, WorkFault> {
    let told: UserRegistrationRepeated = read(desk.event)?;
    let Some(user) = user(desk, told.user).await? else { return Ok(None) };
    Ok(Some(match told.token {
        Some(token) if !user.email_verified => {
            message::verify_email(&user.email, desk.shop, &desk.links.verify_email(token))
        }
        _ => message::already_registered(&user.email, desk.shop, &desk.links.entrance()),
    }))
}

/// Leads to another password.
async fn password_forgotten(desk: Desk<'_>) -> Result<Option<Mail>, WorkFault> {
    let told: UserPasswordForgotten = read(desk.event)?;
    let Some(user) = user(desk, told.user).await? else { return Ok(None) };
    Ok(Some(message::reset_password(&user.email, desk.shop, &desk.links.reset_password(told.token))))
}

/// Tells of another password.
async fn password_changed(desk: Desk<'_>) -> Result<Option<Mail>, WorkFault> {
    let told: UserPasswordChanged = read(desk.event)?;
    let Some(user) = user(desk, told.user).await? else { return Ok(None) };
    Ok(Some(message::password_changed(&user.email, desk.shop, &desk.links.forgotten_password())))
}

/// Asks the new address, unless it was that of another account: that one's holder is told so, and nobody else.
async fn email_change_requested(desk: Desk<'_>) -> Result<Option<Mail>, WorkFault> {
    let told: UserEmailChangeRequested = read(desk.event)?;
    let Some(change) = email_change(desk, told.user, told.token).await? else { return Ok(None) };
    Ok(Some(if change.taken {
        message::already_registered(&change.after, desk.shop, &desk.links.entrance())
    } else {
        message::confirm_email(&change.after, desk.shop, &desk.links.confirm_email(told.token))
    }))
}

/// Tells the present address that another is to take its place.
async fn email_change_announced(desk: Desk<'_>) -> Result<Option<Mail>, WorkFault> {
    let told: UserEmailChangeAnnounced = read(desk.event)?;
    let Some(change) = email_change(desk, told.user, told.token).await? else { return Ok(None) };
    Ok(Some(message::email_change_requested(&change.before, desk.shop, &desk.links.forgotten_password())))
}

/// Tells the address before that another has taken its place.
async fn email_changed(desk: Desk<'_>) -> Result<Option<Mail>, WorkFault> {
    let told: UserEmailChanged = read(desk.event)?;
    let Some(change) = email_change(desk, told.user, told.token).await? else { return Ok(None) };
    Ok(Some(message::email_changed(&change.before, desk.shop, &desk.links.entrance())))
}

/// Tells what happened to the second factor.
async fn second_factor_changed(desk: Desk<'_>) -> Result<Option<Mail>, WorkFault> {
    let told: UserSecondFactorChanged = read(desk.event)?;
    let Some(user) = user(desk, told.user).await? else { return Ok(None) };
    let link = desk.links.forgotten_password();
    Ok(Some(message::second_factor_changed(&user.email, told.change, desk.shop, &link)))
}

/// Tells what they may do from now on.
async fn role_changed(desk: Desk<'_>) -> Result<Option<Mail>, WorkFault> {
    let told: UserRoleChanged = read(desk.event)?;
    let Some(user) = user(desk, told.user).await? else { return Ok(None) };
    Ok(Some(message::role_changed(&user, desk.shop, &desk.links.entrance())))
}

/// Offers a role, unless something has become of the invitation meanwhile.
async fn invited(desk: Desk<'_>) -> Result<Option<Mail>, WorkFault> {
    let told: InvitationSent = read(desk.event)?;
    let found = desk.context.store.invitations().by_id(told.invitation).await?;
    let invitation = found.ok_or_else(|| Untold::Missing(told.invitation.to_string()))?;
    let link = desk.links.accept_invitation(told.invitation);
    Ok(invitation.is_open(desk.context.now).then(|| message::invitation(&invitation, desk.shop, &link)))
}

/// Tells that a telephone number is the account's.
async fn phone_verified(desk: Desk<'_>) -> Result<Option<Mail>, WorkFault> {
    let told: PhoneVerified = read(desk.event)?;
    let Some(user) = user(desk, told.user).await? else { return Ok(None) };
    let link = desk.links.forgotten_password();
    Ok(Some(message::phone_verified(&user.email, told.replaced, desk.shop, &link)))
}

/// Tells that it is no longer.
async fn phone_removed(desk: Desk<'_>) -> Result<Option<Mail>, WorkFault> {
    let told: PhoneRemoved = read(desk.event)?;
    let Some(user) = user(desk, told.user).await? else { return Ok(None) };
    Ok(Some(message::phone_removed(&user.email, desk.shop, &desk.links.forgotten_password())))
}

/// Tells that an archive can be fetched, and where.
async fn export_ready(desk: Desk<'_>) -> Result<Option<Mail>, WorkFault> {
    let told: UserExportReady = read(desk.event)?;
    let Some(user) = user(desk, told.user).await? else { return Ok(None) };
    Ok(Some(message::data_export_ready(&user.email, desk.shop, &desk.links.data_export(told.token))))
}

/// Confirms that an account was deleted; the address is kept for this one mail.
async fn deleted(desk: Desk<'_>) -> Result<Option<Mail>, WorkFault> {
    let told: UserDeleted = read(desk.event)?;
    let farewell = desk.context.store.farewells().of(told.user).await?;
    let farewell = farewell.filter(|farewell| desk.context.now < farewell.expires_at);
    Ok(farewell.map(|farewell| message::account_deleted(&farewell.email, desk.shop, &desk.links.entrance())))
}

/// Whom to write to; nobody if the account was deleted meanwhile.
async fn user(desk: Desk<'_>, user: UserId) -> Result<Option<User>, WorkFault> {
    let found = desk.context.store.users().even_deleted(user).await?;
    let found = found.map(table::Stored::into_value).ok_or_else(|| Untold::Missing(user.to_string()))?;
    Ok((!found.is_deleted()).then_some(found))
}

/// The change that a token stands for; none once the account was deleted, or it is too old to be told about.
async fn email_change(desk: Desk<'_>, user: UserId, token: TokenId) -> Result<Option<EmailChange>, WorkFault> {
    let found = desk.context.store.users().email_change(user, token).await?;
    Ok(found.map(table::Stored::into_value))
}
