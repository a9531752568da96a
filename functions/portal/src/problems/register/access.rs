//! Who somebody is, and what they may do.

use crate::problems::{BLANK, Entry};

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        code: "unauthenticated",
        answered: &[(401, &["refresh", "check_out"])],
        meaning: "It is not known who asks.",
        when: "The token is missing, was not made by this shop, or its session has ended.",
        remedy: "Log in and send the access token as `Authorization: Bearer …`; guests send the `X-Cart-Token` of their cart.",
        ..BLANK
    },
    Entry {
        code: "token_expired",
        answered: &[(401, &["refresh"])],
        meaning: "The token was good and is no longer.",
        when: "Access tokens last some minutes, sessions some weeks.",
        remedy: "Ask `POST /v1/auth/refresh` for a new access token and repeat the request; if that is refused too, log in.",
        ..BLANK
    },
    Entry {
        code: "invalid_credentials",
        answered: &[(401, &["login", "change_password", "step_up"])],
        meaning: "Address and password do not belong together.",
        when: "The account does not exist, or the password is another. The answer is the same for both.",
        remedy: "Ask for both again.",
        ..BLANK
    },
    Entry {
        code: "email_not_verified",
        answered: &[(403, &["login"])],
        meaning: "The address of this account was not confirmed yet.",
        when: "The password was right, but the link in the confirmation mail was not followed.",
        remedy: "Ask the person to open the mail; `POST /v1/auth/resend-verification` sends it again.",
        ..BLANK
    },
    Entry {
        code: "too_many_attempts",
        answered: &[(429, &["login", "change_password", "finish_log_in", "step_up", "confirm_second_factor"])],
        meaning: "Too many attempts to get into this account failed.",
        when: "After a few wrong passwords or codes an account rests, and rests longer each time.",
        remedy: "Wait for the seconds in `Retry-After`.",
        ..BLANK
    },
    Entry {
        code: "second_factor_required",
        answered: &[(403, &["login", "step_up"])],
        meaning: "The password is right, and is not enough.",
        when: "The account has a second factor.",
        remedy: "Ask for a code of the authenticator app and send it with the `challenge` to `POST /v1/auth/second-factor`, within \
            five minutes; for a step-up, send it as `code`.",
        members: &[
            ("challenge", "At a log-in: goes back with the code."),
            ("expires_in", "For how many seconds it is good."),
        ],
    },
    Entry {
        code: "second_factor_missing",
        answered: &[(403, &[])],
        meaning: "This is only for sessions in which a second factor was shown.",
        when: "Sellers and staff must have a second factor, and this account has none yet, or has it since another session.",
        remedy: "Set it up with `POST /v1/me/second-factor` and its `confirm`, or log in again.",
        ..BLANK
    },
    Entry {
        code: "second_factor_active",
        answered: &[(409, &["enrol_second_factor", "confirm_second_factor"])],
        meaning: "There is a second factor already.",
        when: "Somebody sets one up who has one.",
        remedy: "Remove it first: `DELETE /v1/me/second-factor`.",
        ..BLANK
    },
    Entry {
        code: "second_factor_inactive",
        answered: &[(409, &["confirm_second_factor", "remove_second_factor", "renew_recovery_codes", "step_up"])],
        meaning: "There is no second factor.",
        when: "A code, or another change, is sent for a second factor that was not set up.",
        remedy: "Set it up with `POST /v1/me/second-factor`, or send the password.",
        ..BLANK
    },
    Entry {
        code: "second_factor_mandatory",
        answered: &[(403, &["remove_second_factor"])],
        meaning: "This account must keep its second factor.",
        when: "Sellers and staff cannot do without one.",
        remedy: "To move to another app, ask another member of staff for a new account, or keep the recovery codes.",
        ..BLANK
    },
    Entry {
        code: "otp_invalid",
        answered: &[(422, &["finish_log_in", "step_up", "confirm_second_factor", "check_sms_challenge"])],
        meaning: "The one-time code is not right.",
        when: "It is another code, an older one, or was used before.",
        remedy: "Ask for the code that is shown now, or that was texted last; a code works once.",
        members: &[("checks_left", "Of a texted code: how often it may still be tried.")],
    },
    Entry {
        code: "orders_open",
        answered: &[(409, &["delete_account"])],
        meaning: "The account has orders that are not finished.",
        when: "An order waits for its payment or its delivery, or money is on its way back; `orders` names them.",
        remedy: "Wait until they are delivered or refunded, or cancel them with `POST /v1/orders/{id}/cancel`; then delete the account.",
        members: &[("orders", "The ids of those orders.")],
    },
    Entry {
        code: "last_admin",
        answered: &[(409, &["delete_account"])],
        meaning: "This is the only admin of the shop.",
        when: "The last admin would delete their account, and nobody could let staff in any more.",
        remedy: "Make somebody else an admin first.",
        ..BLANK
    },
    Entry {
        code: "step_up_required",
        answered: &[(
            403,
            &[
                "change_email",
                "change_staff",
                "delete_account",
                "enrol_second_factor",
                "invite_staff",
                "remove_second_factor",
                "renew_recovery_codes",
                "request_export",
            ],
        )],
        meaning: "Who asks must prove once more that it is them.",
        when: "Sensitive things are done only within ten minutes of a log-in or a step-up.",
        remedy: "Send the password, or the code of the second factor, to `POST /v1/me/step-up` and repeat the request.",
        ..BLANK
    },
    Entry {
        code: "forbidden",
        answered: &[(403, &[])],
        meaning: "You may not do this.",
        when: "It is known who asks and that the thing exists, but it is not theirs to change.",
        remedy: "Ask somebody who may.",
        ..BLANK
    },
    Entry {
        code: "insufficient_scope",
        answered: &[(403, &["find_order", "cancel_order"])],
        meaning: "This is for staff who hold a certain scope.",
        when: "The access token belongs to an account without the role or the scope that the operation demands; `detail` names the scope. Nor can anybody give a scope to others that they do not hold themselves.",
        remedy: "Ask somebody with `staff:write` for the scope, or log in with an account that has it.",
        ..BLANK
    },
    Entry {
        code: "own_role",
        answered: &[(403, &["change_staff", "invite_staff"])],
        meaning: "Nobody changes their own role or scopes.",
        when: "Staff ask to change, or to invite, themselves.",
        remedy: "Ask somebody else with `staff:write`.",
        ..BLANK
    },
    Entry {
        code: "invitation_void",
        answered: &[(409, &["accept_invitation"])],
        meaning: "Whoever sent the invitation may not offer this any more.",
        when: "They have lost the role or a scope since, or the invited account holds what they do not.",
        remedy: "Ask for another invitation, from somebody who holds what is offered.",
        ..BLANK
    },
    Entry {
        code: "token_invalid",
        answered: &[(
            422,
            &[
                "verify_email",
                "reset_password",
                "confirm_new_email",
                "finish_log_in",
                "accept_invitation",
                "download_export",
            ],
        )],
        meaning: "The mailed token is none of this shop's.",
        when: "It was copied in part, or made up.",
        remedy: "Open the link from the mail once more.",
        ..BLANK
    },
    Entry {
        code: "token_spent",
        answered: &[(
            410,
            &[
                "verify_email",
                "reset_password",
                "confirm_new_email",
                "finish_log_in",
                "accept_invitation",
                "download_export",
            ],
        )],
        meaning: "The mailed token was used before or has expired.",
        when: "A token works once, within the time that the mail names; one that fetches data works until then.",
        remedy: "Ask for a new mail; if the token was used by its owner, everything is done already.",
        ..BLANK
    },
    Entry {
        code: "password_too_short",
        answered: &[(422, &["register", "change_password", "reset_password", "accept_invitation"])],
        meaning: "The password has too few characters.",
        when: "A password has at least 8 characters, counted as people count them.",
        remedy: "Ask for a longer one; `GET /v1/store` tells the limits.",
        ..BLANK
    },
    Entry {
        code: "password_too_long",
        answered: &[(422, &["register", "change_password", "reset_password", "accept_invitation"])],
        meaning: "The password is too long.",
        when: "A password has at most 128 characters and 512 bytes.",
        remedy: "Ask for a shorter one. Nothing is ever cut off silently.",
        ..BLANK
    },
    Entry {
        code: "password_too_weak",
        answered: &[(422, &["register", "change_password", "reset_password", "accept_invitation"])],
        meaning: "The password is too easy to guess.",
        when: "It is among the first million that somebody would try, or close to the account's own address.",
        remedy: "Ask for a longer one, or one of less common words. There are no rules about digits and signs.",
        ..BLANK
    },
    Entry {
        code: "email_unchanged",
        answered: &[(422, &["change_email"])],
        meaning: "The new address is the address of the account already.",
        when: "Addresses are the same in whatever case they are written.",
        remedy: "There is nothing to do.",
        ..BLANK
    },
    Entry {
        code: "password_breached",
        answered: &[(422, &["register", "change_password", "reset_password", "accept_invitation"])],
        meaning: "The password is on a list of stolen passwords.",
        when: "The shop looks chosen passwords up, as the first five digits of their hash; thieves try those on the list first, everywhere.",
        remedy: "Ask for another one, that is used nowhere else.",
        ..BLANK
    },
    Entry {
        code: "email_taken",
        answered: &[(409, &["confirm_new_email"])],
        meaning: "An account with this address exists.",
        when: "Somebody confirms an address that another account was given meanwhile, or staff open an account for an address that has one. Registration never says so: it answers alike for all addresses.",
        remedy: "Use the account that is there.",
        ..BLANK
    },
];
