//! Telephone numbers and the codes that are texted to them.

use crate::problems::{BLANK, Entry};

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        code: "otp_expired",
        answered: &[(410, &["check_sms_challenge"])],
        meaning: "The code does nothing any more.",
        when: "It was used, ten minutes are over, there is a newer one, or the number it would replace is not the verified one now.",
        remedy: "Ask for another code with `POST /v1/me/phone/challenges`.",
        ..BLANK
    },
    Entry {
        code: "otp_attempts_exhausted",
        answered: &[(429, &["check_sms_challenge"])],
        meaning: "The code was tried too often.",
        when: "Five tries of one code are looked at. After them not even the right one helps.",
        remedy: "Wait for the seconds in `Retry-After` and ask for another code.",
        ..BLANK
    },
    Entry {
        code: "phone_blocked",
        answered: &[(403, &["request_sms_challenge"])],
        meaning: "The shop sends no texts to this number.",
        when: "Its calling code belongs to no country, or to none that the shop lists.",
        remedy: "Use another number.",
        ..BLANK
    },
    Entry {
        code: "phone_not_verified",
        answered: &[(409, &["request_sms_challenge"])],
        meaning: "This is not the verified number of the account.",
        when: "The purpose `change_phone` proves the number that is verified, and no other.",
        remedy: "Look at `GET /v1/me/phone`. If no number is verified, ask with the purpose `verify_phone`.",
        ..BLANK
    },
    Entry {
        code: "phone_proof_required",
        answered: &[(403, &["request_sms_challenge"])],
        meaning: "The verified number must be proved before another takes its place.",
        when: "A number is verified, and no code from it was told within ten minutes.",
        remedy: "Ask for a code to the verified number with the purpose `change_phone`, tell it, and repeat the request. If that \
                 telephone is lost: `DELETE /v1/me/phone`, and a day later verify the new one.",
        ..BLANK
    },
    Entry {
        code: "phone_cooling_down",
        answered: &[(403, &["request_sms_challenge"])],
        meaning: "A number was removed not long ago.",
        when: "For a day after the removal no number is verified, so that the account's owner has time to object.",
        remedy: "Repeat the request after the seconds in `Retry-After`.",
        ..BLANK
    },
    Entry {
        code: "sms_budget_spent",
        answered: &[(429, &["request_sms_challenge"])],
        meaning: "No more codes are sent to this country for now.",
        when: "As many texts went there in this hour as the shop allows. The shop's staff know.",
        remedy: "Repeat the request after the seconds in `Retry-After`.",
        ..BLANK
    },
];
