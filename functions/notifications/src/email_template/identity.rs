//! Mails about accounts.

use domain::identity::email_change::EmailChange;
use domain::identity::message;
use domain::identity::user::User;
use domain::notifications::message::EmailMessage;
use events::domain_event::read;
use events::{
    InvitationSent, PhoneRemoved, PhoneVerified, UserDeleted, UserEmailChangeAnnounced, UserEmailChangeRequested,
    UserEmailChanged, UserExportReady, UserPasswordChanged, UserPasswordForgotten, UserRegistered,
    UserRegistrationRepeated, UserRoleChanged, UserSecondFactorChanged, UserSessionReused,
};
use kernel::id::{TokenId, UserId};
use runtime::WorkFault;

use super::{EmailFault, TemplateContext};

mails! {
    UserRegistered => registered,
    UserRegistrationRepeated => registration_repeated,
    UserPasswordForgotten => password_forgotten,
    UserPasswordChanged => password_changed,
    UserSessionReused => session_reused,
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
async fn registered(template: TemplateContext<'_>) -> Result<Option<EmailMessage>, WorkFault> {
    let told: UserRegistered = read(template.event)?;
    let Some(user) = user(template, told.user).await? else { return Ok(None) };
    let link = template.links.verify_email(told.token);
    Ok((!user.email_verified).then(|| message::verify_email(&user.email, template.shop, &link)))
}

/// Asks once more, or says that there is an account.
async fn registration_repeated(template: TemplateContext<'_>) -> Result<Option<EmailMessage>, WorkFault> {
    let told: UserRegistrationRepeated = read(template.event)?;
    let Some(user) = user(template, told.user).await? else { return Ok(None) };
    Ok(Some(match told.token {
        Some(token) if !user.email_verified => {
            message::verify_email(&user.email, template.shop, &template.links.verify_email(token))
        }
        _ => message::already_registered(&user.email, template.shop, &template.links.entrance()),
    }))
}

/// Leads to another password.
async fn password_forgotten(template: TemplateContext<'_>) -> Result<Option<EmailMessage>, WorkFault> {
    let told: UserPasswordForgotten = read(template.event)?;
    let Some(user) = user(template, told.user).await? else { return Ok(None) };
    Ok(Some(message::reset_password(&user.email, template.shop, &template.links.reset_password(told.token))))
}

/// Tells of another password.
async fn password_changed(template: TemplateContext<'_>) -> Result<Option<EmailMessage>, WorkFault> {
    let told: UserPasswordChanged = read(template.event)?;
    let Some(user) = user(template, told.user).await? else { return Ok(None) };
    Ok(Some(message::password_changed(&user.email, template.shop, &template.links.forgotten_password())))
}

/// Tells of a session that may have been stolen.
async fn session_reused(template: TemplateContext<'_>) -> Result<Option<EmailMessage>, WorkFault> {
    let told: UserSessionReused = read(template.event)?;
    let Some(user) = user(template, told.user).await? else { return Ok(None) };
    Ok(Some(message::session_reused(&user.email, template.shop, &template.links.forgotten_password())))
}

/// Asks the new address, unless it was that of another account: that one's holder is told so, and nobody else.
async fn email_change_requested(template: TemplateContext<'_>) -> Result<Option<EmailMessage>, WorkFault> {
    let told: UserEmailChangeRequested = read(template.event)?;
    let Some(change) = email_change(template, told.user, told.token).await? else { return Ok(None) };
    Ok(Some(if change.taken {
        message::already_registered(&change.after, template.shop, &template.links.entrance())
    } else {
        message::confirm_email(&change.after, template.shop, &template.links.confirm_email(told.token))
    }))
}

/// Tells the present address that another is to take its place.
async fn email_change_announced(template: TemplateContext<'_>) -> Result<Option<EmailMessage>, WorkFault> {
    let told: UserEmailChangeAnnounced = read(template.event)?;
    let Some(change) = email_change(template, told.user, told.token).await? else { return Ok(None) };
    Ok(Some(message::email_change_requested(&change.before, template.shop, &template.links.forgotten_password())))
}

/// Tells the address before that another has taken its place.
async fn email_changed(template: TemplateContext<'_>) -> Result<Option<EmailMessage>, WorkFault> {
    let told: UserEmailChanged = read(template.event)?;
    let Some(change) = email_change(template, told.user, told.token).await? else { return Ok(None) };
    Ok(Some(message::email_changed(&change.before, template.shop, &template.links.entrance())))
}

/// Tells what happened to the second factor.
async fn second_factor_changed(template: TemplateContext<'_>) -> Result<Option<EmailMessage>, WorkFault> {
    let told: UserSecondFactorChanged = read(template.event)?;
    let Some(user) = user(template, told.user).await? else { return Ok(None) };
    let link = template.links.forgotten_password();
    Ok(Some(message::second_factor_changed(&user.email, told.change, template.shop, &link)))
}

/// Tells what they may do from now on.
async fn role_changed(template: TemplateContext<'_>) -> Result<Option<EmailMessage>, WorkFault> {
    let told: UserRoleChanged = read(template.event)?;
    let Some(user) = user(template, told.user).await? else { return Ok(None) };
    Ok(Some(message::role_changed(&user, template.shop, &template.links.entrance())))
}

/// Offers a role, unless something has become of the invitation meanwhile.
async fn invited(template: TemplateContext<'_>) -> Result<Option<EmailMessage>, WorkFault> {
    let told: InvitationSent = read(template.event)?;
    let found = template.context.store.invitations().by_id(told.invitation).await?;
    let invitation = found.ok_or_else(|| EmailFault::Missing(told.invitation.to_string()))?;
    let link = template.links.accept_invitation(told.invitation);
    Ok(invitation.is_open(template.context.now).then(|| message::invitation(&invitation, template.shop, &link)))
}

/// Tells that a telephone number is the account's.
async fn phone_verified(template: TemplateContext<'_>) -> Result<Option<EmailMessage>, WorkFault> {
    let told: PhoneVerified = read(template.event)?;
    let Some(user) = user(template, told.user).await? else { return Ok(None) };
    let link = template.links.forgotten_password();
    Ok(Some(message::phone_verified(&user.email, told.replaced, template.shop, &link)))
}

/// Tells that it is no longer.
async fn phone_removed(template: TemplateContext<'_>) -> Result<Option<EmailMessage>, WorkFault> {
    let told: PhoneRemoved = read(template.event)?;
    let Some(user) = user(template, told.user).await? else { return Ok(None) };
    Ok(Some(message::phone_removed(&user.email, template.shop, &template.links.forgotten_password())))
}

/// Tells that an archive can be fetched, and where.
async fn export_ready(template: TemplateContext<'_>) -> Result<Option<EmailMessage>, WorkFault> {
    let told: UserExportReady = read(template.event)?;
    let Some(user) = user(template, told.user).await? else { return Ok(None) };
    Ok(Some(message::data_export_ready(&user.email, template.shop, &template.links.data_export(told.token))))
}

/// Confirms that an account was deleted; the address is kept for this one mail.
async fn deleted(template: TemplateContext<'_>) -> Result<Option<EmailMessage>, WorkFault> {
    let told: UserDeleted = read(template.event)?;
    let deletion_notice = template.context.store.deletion_notices().of(told.user).await?;
    let deletion_notice = deletion_notice.filter(|deletion_notice| template.context.now < deletion_notice.expires_at);
    Ok(deletion_notice.map(|deletion_notice| {
        message::account_deleted(&deletion_notice.email, template.shop, &template.links.entrance())
    }))
}

/// Whom to write to; nobody if the account was deleted meanwhile.
pub(super) async fn user(template: TemplateContext<'_>, user: UserId) -> Result<Option<User>, WorkFault> {
    let found = template.context.store.users().even_deleted(user).await?;
    let found = found.map(table::Stored::into_value).ok_or_else(|| EmailFault::Missing(user.to_string()))?;
    Ok((!found.is_deleted()).then_some(found))
}

/// The change that a token stands for; none once the account was deleted, or it is too old to be told about.
async fn email_change(
    template: TemplateContext<'_>,
    user: UserId,
    token: TokenId,
) -> Result<Option<EmailChange>, WorkFault> {
    let found = template.context.store.users().email_change(user, token).await?;
    Ok(found.map(table::Stored::into_value))
}
