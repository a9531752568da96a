//! Mails about accounts.

use kernel::email::Email;

use crate::identity::invitation::Invitation;
use crate::identity::second_factor::SecondFactorChange;
use crate::identity::user::{Role, User};
use crate::notifications::email_template::EmailTemplate;
use crate::notifications::message::EmailMessage;

/// Asks whether the address is theirs; `link` confirms it.
pub fn verify_email(to: &Email, store_name: &str, link: &str) -> EmailMessage {
    EmailTemplate::about(&format!("Confirm your e-mail address for {store_name}"))
        .say(format!("Welcome to {store_name}. Please confirm that this address is yours."))
        .link("Confirm your address", link)
        .say("The link works once, within 24 hours. If you did not register, there is nothing to do.")
        .mail(to, store_name)
}

/// Tells the holder of an account that somebody registered with its address; `link` leads to the log-in.
pub fn already_registered(to: &Email, store_name: &str, link: &str) -> EmailMessage {
    EmailTemplate::about(&format!("You already have an account at {store_name}"))
        .say("Somebody, probably you, has just tried to register with this address. It already has an account, and nothing has changed.")
        .link("Log in", link)
        .say("If that was not you, there is nothing to do.")
        .mail(to, store_name)
}

/// Lets whoever reads it choose another password; `link` leads there.
pub fn reset_password(to: &Email, store_name: &str, link: &str) -> EmailMessage {
    EmailTemplate::about(&format!("Choose another password for {store_name}"))
        .say(format!("Somebody, probably you, has forgotten the password of your account at {store_name}."))
        .link("Choose another password", link)
        .say("The link works once, within 30 minutes, and you will be logged out everywhere. If that was not you, there is nothing to do.")
        .mail(to, store_name)
}

/// Offers a role to whoever reads it; `link` accepts.
pub fn invitation(invitation: &Invitation, store_name: &str, link: &str) -> EmailMessage {
    let offer = match invitation.role {
        Role::Seller => format!("You are invited to sell at {store_name}."),
        Role::Admin | Role::Customer => format!("You are invited to join the staff of {store_name}."),
    };
    EmailTemplate::about(&format!("You are invited to {store_name}"))
        .say(offer)
        .link("Accept", link)
        .say("The link works once, within seven days. If you did not expect this, there is nothing to do.")
        .mail(&invitation.email, store_name)
}

/// Tells somebody what they may do from now on; `link` leads to the log-in.
pub fn role_changed(user: &User, store_name: &str, link: &str) -> EmailMessage {
    let scopes: Vec<&str> = user.scopes.iter().map(|scope| scope.as_str()).collect();
    let now = match (user.role, scopes.as_slice()) {
        (Role::Customer, _) => "You are a customer like others now.".to_owned(),
        (Role::Seller, _) => "You may sell there now.".to_owned(),
        (Role::Admin, []) => "You are staff there now, with no scopes yet.".to_owned(),
        (Role::Admin, scopes) => format!("You are staff there now, with these scopes: {}.", scopes.join(", ")),
    };
    EmailTemplate::about(&format!("What you may do at {store_name} was changed"))
        .say(format!("Somebody of the staff of {store_name} has changed what your account may do. {now}"))
        .say("All your devices were logged out.")
        .link("Log in", link)
        .mail(&user.email, store_name)
}

/// Tells the holder of an account that its password is another; `link` leads to where it can be reset.
pub fn password_changed(to: &Email, store_name: &str, link: &str) -> EmailMessage {
    EmailTemplate::about(&format!("Your password for {store_name} was changed"))
        .say(format!("The password of your account at {store_name} was changed, and other devices were logged out."))
        .say("If that was you, there is nothing to do. If not, choose another one at once:")
        .link("Choose another password", link)
        .mail(to, store_name)
}

/// Tells the holder of an account that a session was ended for it may be in other hands; `link` leads to where the password can
/// be reset.
pub fn session_reused(to: &Email, store_name: &str, link: &str) -> EmailMessage {
    EmailTemplate::about(&format!("You were logged out at {store_name} to be safe"))
        .say(format!("What keeps you logged in at {store_name} was used a second time, so a copy of it may be in other hands. That device was logged out; log in again to go on."))
        .say("A program that sends a request twice can be the cause. If you know of none, choose another password; it logs out every device:")
        .link("Choose another password", link)
        .mail(to, store_name)
}

/// Asks whether an address is theirs that is to be that of their account; `link` confirms it.
pub fn confirm_email(to: &Email, store_name: &str, link: &str) -> EmailMessage {
    EmailTemplate::about(&format!("Confirm your new e-mail address for {store_name}"))
        .say(format!("This address is to be that of your account at {store_name}. Please confirm that it is yours."))
        .link("Confirm your new address", link)
        .say("The link works once, within 24 hours, and you will be logged out everywhere. If you do not know of this, there is nothing to do.")
        .mail(to, store_name)
}

/// Tells the address of an account that another is to take its place; `link` leads to where the password can be reset.
pub fn email_change_requested(to: &Email, store_name: &str, link: &str) -> EmailMessage {
    EmailTemplate::about(&format!("Your address at {store_name} is to be changed"))
        .say(format!("Somebody, probably you, asked for another e-mail address of your account at {store_name}."))
        .say("If that was you, follow the link in the other mailbox. If not, choose another password at once; then nothing changes:")
        .link("Choose another password", link)
        .mail(to, store_name)
}

/// Tells the address that an account had until now; `link` leads to the shop.
pub fn email_changed(to: &Email, store_name: &str, link: &str) -> EmailMessage {
    EmailTemplate::about(&format!("Your address at {store_name} was changed"))
        .say(format!(
            "Your account at {store_name} has another e-mail address from now on, and was logged out everywhere."
        ))
        .say("If that was you, there is nothing to do. If not, please tell the shop at once:")
        .link("Go to the shop", link)
        .mail(to, store_name)
}

/// Tells the holder of an account what happened to its second factor; `link` leads to where the password can be reset.
pub fn second_factor_changed(to: &Email, change: SecondFactorChange, store_name: &str, link: &str) -> EmailMessage {
    let (subject, said) = match change {
        SecondFactorChange::Activated => {
            ("Your second factor is on", "From now on a log-in asks for a code of your authenticator app.")
        }
        SecondFactorChange::Removed => {
            ("Your second factor is off", "From now on a log-in asks for your password alone.")
        }
        SecondFactorChange::RecoveryCodeUsed => (
            "A recovery code was used",
            "Somebody, probably you, used a recovery code in place of the authenticator app.",
        ),
        SecondFactorChange::RecoveryCodesRenewed => {
            ("You have new recovery codes", "New recovery codes were made. Those before do not work any more.")
        }
    };
    EmailTemplate::about(&format!("{subject} at {store_name}"))
        .say(said)
        .say("If that was you, there is nothing to do. If not, somebody knows your password; choose another one at once:")
        .link("Choose another password", link)
        .mail(to, store_name)
}

/// Tells the holder of an account that a telephone number is verified for it; `link` leads to where the password can be reset.
pub fn phone_verified(to: &Email, replaced: bool, store_name: &str, link: &str) -> EmailMessage {
    let what = if replaced { "was changed" } else { "was verified" };
    EmailTemplate::about(&format!("Your phone number at {store_name} {what}"))
        .say(format!("The phone number of your account at {store_name} {what}, with a code that was texted to it."))
        .say("If that was you, there is nothing to do. If not, choose another password at once:")
        .link("Choose another password", link)
        .mail(to, store_name)
}

/// Tells the holder of an account that its telephone number was removed; `link` leads to where the password can be reset.
pub fn phone_removed(to: &Email, store_name: &str, link: &str) -> EmailMessage {
    EmailTemplate::about(&format!("Your phone number at {store_name} was removed"))
        .say(format!("The verified phone number of your account at {store_name} was removed."))
        .say("Another can be verified in 24 hours. If the removal was not your doing, choose another password before that:")
        .link("Choose another password", link)
        .mail(to, store_name)
}

/// Tells that the archive of somebody's data can be fetched; `link` leads there.
pub fn data_export_ready(to: &Email, store_name: &str, link: &str) -> EmailMessage {
    EmailTemplate::about(&format!("Your data from {store_name} is ready"))
        .say(format!("You asked for everything that {store_name} knows about you. It is ready, in one ZIP archive."))
        .link("Fetch your data", link)
        .say("The link works for 24 hours; then the archive is deleted. If you did not ask for it, change your password: somebody else is logged in as you.")
        .mail(to, store_name)
}

/// Confirms that an account was deleted; `link` leads to the shop.
pub fn account_deleted(to: &Email, store_name: &str, link: &str) -> EmailMessage {
    EmailTemplate::about(&format!("Your account at {store_name} is deleted"))
        .say(format!("Your account at {store_name} is deleted, as you asked. What we knew about you is being erased, this address included."))
        .say("Of your orders we keep what the law asks for: the sums, the goods and the country, without your name and address.")
        .link("Visit the shop", link)
        .say("This is our last mail to you.")
        .mail(to, store_name)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use kernel::id::{InvitationId, UserId};

    use super::*;
    use crate::example::{at, order, ulid};
    use crate::identity::scope::Scope;
    use crate::notifications::message::tests::tells_its_link_and_the_shop;

    fn user() -> User {
        User {
            id: UserId::from_ulid(ulid(1)),
            email: "eve@example.com".parse().unwrap(),
            name: None,
            role: Role::Admin,
            scopes: BTreeSet::from([Scope::OrdersRead, Scope::StaffWrite]),
            email_verified: true,
            second_factor: false,
            created_at: at(0),
            deletion: None,
        }
    }

    fn offer() -> Invitation {
        let (id, by) = (InvitationId::from_ulid(ulid(1)), UserId::from_ulid(ulid(2)));
        Invitation::issue(id, "eve@example.com".parse().unwrap(), Role::Admin, BTreeSet::new(), by, at(0))
    }

    const LINK: &str = "https://shop.example/orders/1?token=a&b=c";

    #[test]
    fn every_mail_holds_its_link_and_the_name_of_the_shop() {
        let to = order().email;
        tells_its_link_and_the_shop(
            LINK,
            &[
                verify_email(&to, "Souk & Sons", LINK),
                already_registered(&to, "Souk & Sons", LINK),
                reset_password(&to, "Souk & Sons", LINK),
                password_changed(&to, "Souk & Sons", LINK),
                session_reused(&to, "Souk & Sons", LINK),
                role_changed(&user(), "Souk & Sons", LINK),
                invitation(&offer(), "Souk & Sons", LINK),
                confirm_email(&to, "Souk & Sons", LINK),
                email_change_requested(&to, "Souk & Sons", LINK),
                email_changed(&to, "Souk & Sons", LINK),
                second_factor_changed(&to, SecondFactorChange::Activated, "Souk & Sons", LINK),
                phone_verified(&to, false, "Souk & Sons", LINK),
                phone_verified(&to, true, "Souk & Sons", LINK),
                phone_removed(&to, "Souk & Sons", LINK),
                data_export_ready(&to, "Souk & Sons", LINK),
                account_deleted(&to, "Souk & Sons", LINK),
            ],
        );
    }

    #[test]
    fn an_invitation_says_what_is_offered_and_to_whom() {
        let mail = invitation(&offer(), "Souk", LINK);
        assert!(mail.to == offer().email && mail.text.contains("join the staff of Souk"));
        let seller = Invitation { role: Role::Seller, ..offer() };
        assert!(invitation(&seller, "Souk", LINK).text.contains("sell at Souk"));
    }

    #[test]
    fn a_changed_role_is_told_in_words() {
        let told = |role, scopes: &[Scope]| {
            let user = User { role, scopes: scopes.iter().copied().collect(), ..user() };
            role_changed(&user, "Souk", LINK).text
        };
        assert!(told(Role::Admin, &[Scope::StaffWrite, Scope::OrdersRead]).contains("orders:read, staff:write."));
        assert!(told(Role::Admin, &[]).contains("with no scopes yet"));
        assert!(told(Role::Seller, &[]).contains("may sell"));
        assert!(told(Role::Customer, &[]).contains("a customer like others"));
    }
}
