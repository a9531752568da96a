//! Who somebody is, and what they may do.

use crate::problems::{BLANK, Entry};

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        code: "unauthenticated",
        statuses: &[401],
        meaning: "It is not known who asks.",
        when: "The token is missing, was not made by this shop, or its session has ended.",
        remedy: "Log in and send the access token as `Authorization: Bearer …`; guests send the `X-Cart-Token` of their cart.",
        ..BLANK
    },
    Entry {
        code: "token_expired",
        statuses: &[401],
        meaning: "The token was good and is no longer.",
        when: "Access tokens last some minutes, sessions some weeks.",
        remedy: "Ask `POST /v1/auth/refresh` for a new access token and repeat the request; if that is refused too, log in.",
        ..BLANK
    },
    Entry {
        code: "second_factor_missing",
        statuses: &[403],
        meaning: "This is only for sessions in which a second factor was shown.",
        when: "Sellers and staff must have a second factor, and this account has none yet, or has it since another session.",
        remedy: "Set it up with `POST /v1/me/second-factor` and its `confirm`, or log in again.",
        ..BLANK
    },
    Entry {
        code: "step_up_required",
        statuses: &[403],
        meaning: "Who asks must prove once more that it is them.",
        when: "Sensitive things are done only within ten minutes of a log-in or a step-up.",
        remedy: "Send the password, or the code of the second factor, to `POST /v1/me/step-up` and repeat the request.",
        ..BLANK
    },
    Entry {
        code: "forbidden",
        statuses: &[403],
        meaning: "You may not do this.",
        when: "It is known who asks and that the thing exists, but it is not theirs to change.",
        remedy: "Ask somebody who may.",
        ..BLANK
    },
    Entry {
        code: "insufficient_scope",
        statuses: &[403],
        meaning: "This is for staff who hold a certain scope.",
        when: "The access token belongs to an account without the role or the scope that the operation demands; `detail` names the scope. Nor can anybody give a scope to others that they do not hold themselves.",
        remedy: "Ask somebody with `staff:write` for the scope, or log in with an account that has it.",
        ..BLANK
    },
];
