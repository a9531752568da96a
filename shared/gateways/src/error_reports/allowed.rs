//! What an event may hold: whatever is not named here stays with us.

use sentry::protocol::{Event, Exception};

use super::scrub::{scrub, scrub_label};

/// The tags that an event may have.
///
/// `request_id` is what the caller was told, `invocation` Lambda's id, `trace_id` X-Ray's, `record` a message or a record of a
/// stream; `cold_start` says whether it was the first invocation of its process.
const TAGS: [&str; 10] =
    ["origin", "code", "place", "function", "role", "request_id", "invocation", "trace_id", "record", "cold_start"];

/// A new event with what is allowed of `event`.
pub(super) fn allowed(event: Event<'static>) -> Event<'static> {
    let faults: Vec<Exception> = event
        .exception
        .values
        .into_iter()
        .map(|fault| Exception {
            ty: scrub_label(&fault.ty).unwrap_or_default(),
            value: fault.value.as_deref().map(scrub),
            module: fault.module.as_deref().and_then(scrub_label),
            ..Exception::default()
        })
        .collect();
    let tags = event.tags.into_iter().filter(|(name, _)| TAGS.contains(&name.as_str()));
    Event {
        event_id: event.event_id,
        level: event.level,
        platform: event.platform,
        timestamp: event.timestamp,
        release: event.release,
        sdk: event.sdk,
        fingerprint: event.fingerprint.iter().filter_map(|part| Some(scrub_label(part)?.into())).collect(),
        transaction: event.transaction.as_deref().and_then(scrub_label),
        exception: faults.into(),
        tags: tags.filter_map(|(name, value)| Some((name, scrub_label(&value)?))).collect(),
        ..Event::default()
    }
}

#[cfg(test)]
mod tests {
    use sentry::protocol::{Breadcrumb, Map, Request, Stacktrace, User};
    use serde_json::Value;

    use super::*;

    const CANARY: &str = "canary.7f3a@example.com";

    #[test]
    fn what_is_not_listed_is_left_out() {
        let text = || Some(CANARY.to_owned());
        let event = Event {
            message: text(),
            culprit: text(),
            logger: text(),
            server_name: Some(CANARY.into()),
            dist: Some(CANARY.into()),
            environment: Some(CANARY.into()),
            user: Some(User { email: text(), ..User::default() }),
            request: Some(Request { query_string: text(), data: text(), cookies: text(), ..Request::default() }),
            breadcrumbs: vec![Breadcrumb { message: text(), ..Breadcrumb::default() }].into(),
            stacktrace: Some(Stacktrace::default()),
            extra: Map::from([("extra".to_owned(), Value::from(CANARY))]),
            modules: Map::from([(CANARY.to_owned(), CANARY.to_owned())]),
            tags: [("user", CANARY), ("request_id", CANARY), ("code", "internal")]
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .into(),
            exception: vec![Exception { ty: CANARY.to_owned(), value: text(), module: text(), ..Exception::default() }]
                .into(),
            transaction: text(),
            release: Some("1f2e3d".into()),
            ..Event::default()
        };
        let told = serde_json::to_value(allowed(event)).unwrap();
        assert!(!told.to_string().contains("canary"), "{told}");
        let mut members: Vec<_> = told.as_object().unwrap().keys().cloned().collect();
        members.sort_unstable();
        assert_eq!(members, ["event_id", "exception", "release", "tags", "timestamp"]);
        assert_eq!(told["tags"], serde_json::json!({ "code": "internal" }));
    }
}
