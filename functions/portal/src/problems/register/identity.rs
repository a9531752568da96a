//! Accounts, passwords, second factors, telephone numbers, and who lets whom in.

use crate::problems::{BLANK, Entry};

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        code: "invalid_credentials",
        statuses: &[401],
        meaning: "Address and password do not belong together.",
        when: "The account does not exist, or the password is another. The answer is the same for both.",
        remedy: "Ask for both again.",
        ..BLANK
    },
    Entry {
        code: "email_not_verified",
        statuses: &[403],
        meaning: "The address of this account was not confirmed yet.",
        when: "The password was right, but the link in the confirmation mail was not followed.",
        remedy: "Ask the person to open the mail; `POST /v1/auth/resend-verification` sends it again.",
        ..BLANK
    },
    Entry {
        code: "too_many_attempts",
        statuses: &[429],
        meaning: "Too many attempts to get into this account failed.",
        when: "After a few wrong passwords or codes an account rests, and rests longer each time.",
        remedy: "Wait for the seconds in `Retry-After`.",
        ..BLANK
    },
    Entry {
        code: "second_factor_required",
        statuses: &[403],
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
        code: "second_factor_active",
        statuses: &[409],
        meaning: "There is a second factor already.",
        when: "Somebody sets one up who has one.",
        remedy: "Remove it first: `DELETE /v1/me/second-factor`.",
        ..BLANK
    },
    Entry {
        code: "second_factor_inactive",
        statuses: &[409],
        meaning: "There is no second factor.",
        when: "A code, or another change, is sent for a second factor that was not set up.",
        remedy: "Set it up with `POST /v1/me/second-factor`, or send the password.",
        ..BLANK
    },
    Entry {
        code: "second_factor_mandatory",
        statuses: &[403],
        meaning: "This account must keep its second factor.",
        when: "Sellers and staff cannot do without one.",
        remedy: "To move to another app, ask another member of staff for a new account, or keep the recovery codes.",
        ..BLANK
    },
    Entry {
        code: "otp_invalid",
        statuses: &[422],
        meaning: "The one-time code is not right.",
        when: "It is another code, an older one, or was used before.",
        remedy: "Ask for the code that is shown now, or that was texted last; a code works once.",
        members: &[("checks_left", "Of a texted code: how often it may still be tried.")],
    },
    Entry {
        code: "orders_open",
        statuses: &[409],
        meaning: "The account has orders that are not finished.",
        when: "An order waits for its payment or its delivery, or money is on its way back; `orders` names them.",
        remedy: "Wait until they are delivered or refunded, or cancel them with `POST /v1/orders/{id}/cancel`; then delete the account.",
        members: &[("orders", "The ids of those orders.")],
    },
    Entry {
        code: "last_admin",
        statuses: &[409],
        meaning: "This is the only admin of the shop.",
        when: "The last admin would delete their account, and nobody could let staff in any more.",
        remedy: "Make somebody else an admin first.",
        ..BLANK
    },
    Entry {
        code: "own_role",
        statuses: &[403],
        meaning: "Nobody changes their own role or scopes.",
        when: "Staff ask to change, or to invite, themselves.",
        remedy: "Ask somebody else with `staff:write`.",
        ..BLANK
    },
    Entry {
        code: "invitation_void",
        statuses: &[409],
        meaning: "Whoever sent the invitation may not offer this any more.",
        when: "They have lost the role or a scope since, or the invited account holds what they do not.",
        remedy: "Ask for another invitation, from somebody who holds what is offered.",
        ..BLANK
    },
    Entry {
        code: "token_invalid",
        statuses: &[422],
        meaning: "The mailed token is none of this shop's.",
        when: "It was copied in part, or made up.",
        remedy: "Open the link from the mail once more.",
        ..BLANK
    },
    Entry {
        code: "token_spent",
        statuses: &[410],
        meaning: "The mailed token was used before or has expired.",
        when: "A token works once, within the time that the mail names; one that fetches data works until then.",
        remedy: "Ask for a new mail; if the token was used by its owner, everything is done already.",
        ..BLANK
    },
    Entry {
        code: "password_too_short",
        statuses: &[422],
        meaning: "The password has too few characters.",
        when: "A password has at least 8 characters, counted as people count them.",
        remedy: "Ask for a longer one; `GET /v1/store` tells the limits.",
        ..BLANK
    },
    Entry {
        code: "password_too_long",
        statuses: &[422],
        meaning: "The password is too long.",
        when: "A password has at most 128 characters and 512 bytes.",
        remedy: "Ask for a shorter one. Nothing is ever cut off silently.",
        ..BLANK
    },
    Entry {
        code: "password_too_weak",
        statuses: &[422],
        meaning: "The password is too easy to guess.",
        when: "It is among the first million that somebody would try, or close to the account's own address.",
        remedy: "Ask for a longer one, or one of less common words. There are no rules about digits and signs.",
        ..BLANK
    },
    Entry {
        code: "email_unchanged",
        statuses: &[422],
        meaning: "The new address is the address of the account already.",
        when: "Addresses are the same in whatever case they are written.",
        remedy: "There is nothing to do.",
        ..BLANK
    },
    Entry {
        code: "password_breached",
        statuses: &[422],
        meaning: "The password is on a list of stolen passwords.",
        when: "The shop looks chosen passwords up, as the first five digits of their hash; thieves try those on the list first, everywhere.",
        remedy: "Ask for another one, that is used nowhere else.",
        ..BLANK
    },
    Entry {
        code: "email_taken",
        statuses: &[409],
        meaning: "An account with this address exists.",
        when: "Somebody confirms an address that another account was given meanwhile, or staff open an account for an address that has one. Registration never says so: it answers alike for all addresses.",
        remedy: "Use the account that is there.",
        ..BLANK
    },
    Entry {
        code: "otp_expired",
        statuses: &[410],
        meaning: "The code does nothing any more.",
        when: "It was used, ten minutes are over, there is a newer one, or the number it would replace is not the verified one now.",
        remedy: "Ask for another code with `POST /v1/me/phone/challenges`.",
        ..BLANK
    },
    Entry {
        code: "otp_attempts_exhausted",
        statuses: &[429],
        meaning: "The code was tried too often.",
        when: "Five tries of one code are looked at. After them not even the right one helps.",
        remedy: "Wait for the seconds in `Retry-After` and ask for another code.",
        ..BLANK
    },
    Entry {
        code: "phone_blocked",
        statuses: &[403],
        meaning: "The shop sends no texts to this number.",
        when: "Its calling code belongs to no country, or to none that the shop lists.",
        remedy: "Use another number.",
        ..BLANK
    },
    Entry {
        code: "phone_not_verified",
        statuses: &[409],
        meaning: "This is not the verified number of the account.",
        when: "The purpose `change_phone` proves the number that is verified, and no other.",
        remedy: "Look at `GET /v1/me/phone`. If no number is verified, ask with the purpose `verify_phone`.",
        ..BLANK
    },
    Entry {
        code: "phone_proof_required",
        statuses: &[403],
        meaning: "The verified number must be proved before another takes its place.",
        when: "A number is verified, and no code from it was told within ten minutes.",
        remedy: "Ask for a code to the verified number with the purpose `change_phone`, tell it, and repeat the request. If that \
                 telephone is lost: `DELETE /v1/me/phone`, and a day later verify the new one.",
        ..BLANK
    },
    Entry {
        code: "phone_cooling_down",
        statuses: &[403],
        meaning: "A number was removed not long ago.",
        when: "For a day after the removal no number is verified, so that the account's owner has time to object.",
        remedy: "Repeat the request after the seconds in `Retry-After`.",
        ..BLANK
    },
    Entry {
        code: "sms_budget_spent",
        statuses: &[429],
        meaning: "No more codes are sent to this country for now.",
        when: "As many texts went there in this hour as the shop allows. The shop's staff know.",
        remedy: "Repeat the request after the seconds in `Retry-After`.",
        ..BLANK
    },
];
