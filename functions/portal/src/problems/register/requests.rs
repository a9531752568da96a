//! Requests that cannot be read, are not valid, or come at the wrong time, whatever they are about.

use crate::problems::{BLANK, Entry};

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        code: "malformed_json",
        statuses: &[400],
        meaning: "The body is not JSON.",
        when: "The text ends too early, has a syntax error, or something follows the value. `detail` names the line and column.",
        remedy: "Send one JSON value, encoded as UTF-8.",
        ..BLANK
    },
    Entry {
        code: "malformed_id",
        statuses: &[400],
        meaning: "An id in the path is not of the expected form.",
        when: "Ids are a prefix for their kind and 26 characters, such as `ord_01JD8ZQ4T5M6N7P8Q9R0S1T2V3`, in upper case.",
        remedy: "Take ids from answers as they are, and do not change them.",
        ..BLANK
    },
    Entry {
        code: "malformed_cursor",
        statuses: &[400],
        meaning: "The `cursor` was not given out for this list and this caller.",
        when: "A cursor is sealed: it is good for the caller, the list and the filters it came from, and for nothing else.",
        remedy: "Start again without a cursor, and keep the filters while you read on.",
        ..BLANK
    },
    Entry {
        code: "unknown_parameter",
        statuses: &[400],
        meaning: "The query has a parameter that this operation does not know, or one parameter twice.",
        when: "Unknown parameters are refused, because a misspelt filter would otherwise pass unnoticed; repeated ones, because nobody could say which of the two was meant.",
        remedy: "Compare the parameter's name with the operation's description, and give it once.",
        ..BLANK
    },
    Entry {
        code: "idempotency_key_missing",
        statuses: &[400],
        meaning: "This command needs an `Idempotency-Key` header.",
        when: "Commands that move money or scarce stock demand one, so that a repetition after a lost answer does nothing twice.",
        remedy: "Make a fresh UUID for each command a person gives, and send the same one with every repetition.",
        ..BLANK
    },
    Entry {
        code: "idempotency_key_invalid",
        statuses: &[400],
        meaning: "The `Idempotency-Key` is not usable.",
        when: "A key has 1 to 255 visible ASCII characters.",
        remedy: "Use a UUID.",
        ..BLANK
    },
    Entry {
        code: "idempotency_key_reused",
        statuses: &[422],
        meaning: "The `Idempotency-Key` was used for another request.",
        when: "The same caller sent the same key to the same operation with another body or path.",
        remedy: "Make a fresh key. If you meant to repeat a command, repeat it unchanged.",
        ..BLANK
    },
    Entry {
        code: "idempotency_in_progress",
        statuses: &[409],
        meaning: "The same command is running.",
        when: "A request with the same `Idempotency-Key` was received and has not been answered yet.",
        remedy: "Repeat the request after the seconds in `Retry-After`; you will get the answer of the first one.",
        ..BLANK
    },
    Entry {
        code: "method_not_allowed",
        statuses: &[405],
        meaning: "The path exists, but not with this method.",
        when: "For example a `PUT` where only `PATCH` is known.",
        remedy: "Compare the method with the operation's description.",
        ..BLANK
    },
    Entry {
        code: "payload_too_large",
        statuses: &[413],
        meaning: "The body is too large.",
        when: "Bodies may have 256 KiB.",
        remedy: "Send less at a time.",
        ..BLANK
    },
    Entry {
        code: "unsupported_media_type",
        statuses: &[415],
        meaning: "The body is not of a media type that this operation reads.",
        when: "The `Content-Type` header is missing or names something else than `application/json`.",
        remedy: "Send `Content-Type: application/json`.",
        ..BLANK
    },
    Entry {
        code: "validation_failed",
        statuses: &[422],
        meaning: "The request was read, but a value in it is not valid.",
        when: "A field is missing, unknown, of the wrong type or outside its bounds. `errors` names each with its JSON pointer.",
        remedy: "Show each message beside the field that its `pointer` names.",
        ..BLANK
    },
    Entry {
        code: "not_found",
        statuses: &[404],
        meaning: "There is nothing here for you.",
        when: "The thing does not exist, or it is somebody else's. The answer is the same, so that ids cannot be probed.",
        remedy: "Check the id, and who is signed in.",
        ..BLANK
    },
    Entry {
        code: "stale_version",
        statuses: &[412],
        meaning: "What you change has changed since you read it.",
        when: "`If-Match` names an older version than the current one.",
        remedy: "Read the resource again, apply the change to what it is now, and send its new `ETag`.",
        ..BLANK
    },
    Entry {
        code: "precondition_required",
        statuses: &[428],
        meaning: "Say which version you change.",
        when: "Staff change shared things, so `If-Match` is demanded and a change of somebody else is never overwritten unseen.",
        remedy: "Read the resource and send its `ETag` as `If-Match`.",
        ..BLANK
    },
    Entry {
        code: "edit_conflict",
        statuses: &[409],
        meaning: "Somebody else changed the same thing at the same moment.",
        when: "Two requests raced, and the other one won each time it was tried.",
        remedy: "Repeat the request after the seconds in `Retry-After`.",
        ..BLANK
    },
    Entry {
        code: "rate_limited",
        statuses: &[429],
        meaning: "That was asked for too often.",
        when: "Logging in, opening accounts, showing tokens and checking out are counted for each account or network address, mail is sent to one address only a few times an hour, and three archives of somebody's data are made a day. `RateLimit-Policy` tells the limit.",
        remedy: "Wait for the seconds in `Retry-After`; `RateLimit` tells what is left after each answer.",
        ..BLANK
    },
    Entry {
        code: "invalid_state_transition",
        statuses: &[409],
        meaning: "That cannot be done where the thing stands now.",
        when: "For example when an order is to be cancelled that has expired.",
        remedy: "Read it again and offer what `allowed` lists.",
        members: &[("current", "Where it stands."), ("allowed", "What may be done from there.")],
    },
];
