//! Idempotency keys on the wire.

use axum::extract::FromRequestParts;
use axum::response::{IntoResponse, Response};
use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use kernel::fault::{Fault, FaultKind};
use kernel::secret::sha256_hex;
use serde::Serialize;
use table::idempotency::{Answer, Claim, Command};
use table::key::Part;

use crate::app::App;
use crate::cx::Cx;
use crate::problem::Problem;
use crate::reply::Reply;

/// The header that carries the key.
pub const IDEMPOTENCY_KEY: &str = "idempotency-key";
/// The header of an answer that was given before.
const REPLAYED: HeaderName = HeaderName::from_static("idempotent-replayed");
/// How long the record of an ordinary command is kept, in seconds.
pub const DAY: i64 = 24 * 3600;
/// How long the record of a command that moves money is kept, in seconds.
pub const MONEY: i64 = 30 * DAY;

/// The key of a command that moves money or scarce stock: it must be there.
#[derive(Clone, Debug)]
pub struct IdempotencyKey(String);

/// The key of any other command, if one was sent.
#[derive(Clone, Debug)]
pub struct OptionalKey(Option<IdempotencyKey>);

impl IdempotencyKey {
    /// The command of `caller` who asks `cx`'s route for `what` (the parsed body and the path).
    pub fn command(&self, cx: &Cx, caller: impl std::fmt::Display, what: &impl Serialize, retention: i64) -> Command {
        Command { scope: scope(caller, &cx.route, self), fingerprint: fingerprint(what), now: cx.now, retention }
    }
}

/// One key of one caller on one route; none of the three has a line break, so no two are one.
fn scope(caller: impl std::fmt::Display, route: &str, IdempotencyKey(key): &IdempotencyKey) -> Part {
    Part::sha(format!("{caller}\n{route}\n{key}"))
}

/// What was asked for, as it was understood: how it was written does not matter.
pub fn fingerprint(what: &impl Serialize) -> String {
    // What was parsed always has a JSON form.
    sha256_hex(serde_json::to_string(what).unwrap_or_default())
}

impl OptionalKey {
    /// The command, if a key was sent.
    pub fn command(&self, cx: &Cx, caller: impl std::fmt::Display, what: &impl Serialize) -> Option<Command> {
        self.0.as_ref().map(|key| key.command(cx, caller, what, DAY))
    }
}

fn read(headers: &HeaderMap) -> Result<Option<IdempotencyKey>, Problem> {
    let Some(value) = headers.get(IDEMPOTENCY_KEY) else { return Ok(None) };
    let key =
        value.to_str().ok().filter(|key| (1..=255).contains(&key.len()) && key.bytes().all(|b| b.is_ascii_graphic()));
    match key {
        Some(key) => Ok(Some(IdempotencyKey(key.to_owned()))),
        None => Err(Problem::with_status(
            400,
            "idempotency_key_invalid",
            "An Idempotency-Key has 1 to 255 visible ASCII characters.",
        )),
    }
}

impl FromRequestParts<App> for IdempotencyKey {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _app: &App) -> Result<Self, Problem> {
        read(&parts.headers)?.ok_or_else(|| {
            Problem::with_status(400, "idempotency_key_missing", "This command needs an Idempotency-Key header.")
        })
    }
}

impl FromRequestParts<App> for OptionalKey {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _app: &App) -> Result<Self, Problem> {
        read(&parts.headers).map(Self)
    }
}

/// The answer of a command: the status, `body` as JSON, and where the new thing is.
pub fn answer(status: StatusCode, body: &impl Serialize, location: Option<String>) -> Answer {
    Answer { status: status.as_u16(), body: serde_json::to_string(body).unwrap_or_default(), location }
}

/// An answer as a response; a replayed one says so.
pub fn respond(answer: Answer, replayed: Replayed) -> Response {
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = (status, answer.body).into_response();
    let headers = response.headers_mut();
    let media = if status.is_success() { crate::reply::JSON } else { crate::problem::PROBLEM_JSON };
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media));
    if let Some(location) = answer.location.and_then(|location| HeaderValue::from_str(&location).ok()) {
        headers.insert(header::LOCATION, location);
    }
    if replayed == Replayed::Yes {
        headers.insert(REPLAYED, HeaderValue::from_static("true"));
    }
    response
}

/// The answer that `command` got before, if it is over; one read, and none without a command.
async fn earlier(cx: &Cx, command: Option<&Command>) -> Reply<Option<Response>> {
    let Some(command) = command else { return Ok(None) };
    match cx.store.table().claim(command).await? {
        Claim::New => Ok(None),
        Claim::Finished(answer) => Ok(Some(respond(answer, Replayed::Yes))),
        Claim::Running | Claim::Abandoned(_) => Err(in_progress()),
        Claim::Reused => Err(reused()),
    }
}

/// Answers `command` from its record, or does `work`, which records what it answers in the transaction of what it changes.
///
/// Only what succeeds is recorded: after a refusal the key can be used again.
pub async fn once<R: IntoResponse, F: Into<Problem>>(
    cx: &Cx,
    command: Option<&Command>,
    work: impl Future<Output = Result<R, F>>,
) -> Reply<Response> {
    if let Some(response) = earlier(cx, command).await? {
        return Ok(response);
    }
    match work.await {
        Ok(answer) => Ok(answer.into_response()),
        // What is in the way may be what a twin of this very command has just done.
        Err(fault) => earlier(cx, command).await?.ok_or_else(|| fault.into()),
    }
}

/// [`once`] for `work` whose answer is known before it is done.
pub async fn once_as<F: Fault>(
    cx: &Cx,
    command: Option<&Command>,
    answer: &Answer,
    work: impl Future<Output = Result<(), F>>,
) -> Reply<Response> {
    once(cx, command, async { work.await.map(|()| respond(answer.clone(), Replayed::No)) }).await
}

/// Whether an answer was given before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Replayed {
    /// It is given again.
    Yes,
    /// It is given for the first time.
    No,
}

/// The key was used for something else.
pub fn reused() -> Problem {
    Problem::new(FaultKind::Invalid, "idempotency_key_reused", "This Idempotency-Key was used for another request.")
}

/// A twin of the command is running.
pub fn in_progress() -> Problem {
    let mut problem =
        Problem::new(FaultKind::Conflict, "idempotency_in_progress", "The same command is running; ask again shortly.");
    problem.retry_after = Some(1);
    problem
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde::Deserialize;

    use super::*;

    #[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
    #[serde(deny_unknown_fields)]
    struct Wish {
        quantity: u32,
        note: Option<String>,
    }

    fn headers(key: &[u8]) -> Option<HeaderMap> {
        Some(HeaderMap::from_iter([(HeaderName::from_static(IDEMPOTENCY_KEY), HeaderValue::from_bytes(key).ok()?)]))
    }

    /// A wish as a client may write it: in either order, with white space, with what is absent said or left out.
    fn written(wish: &Wish, is_turned: bool, space: &str, says_null: bool) -> String {
        let quantity = format!("\"quantity\"{space}:{space}{}", wish.quantity);
        let mut members = vec![quantity];
        if wish.note.is_some() || says_null {
            members.push(format!("\"note\":{space}{}", serde_json::json!(wish.note)));
        }
        if is_turned {
            members.reverse();
        }
        format!("{{{space}{}{space}}}", members.join(&format!("{space},{space}")))
    }

    fn wish() -> impl Strategy<Value = Wish> {
        (any::<u32>(), any::<Option<String>>()).prop_map(|(quantity, note)| Wish { quantity, note })
    }

    proptest! {
        #[test]
        fn a_fingerprint_is_of_what_was_meant_not_of_how_it_was_written(
            wish in wish(), is_turned: bool, space in "[ \t\r\n]{0,3}", says_null: bool,
        ) {
            let text = written(&wish, is_turned, &space, says_null);
            let read: Wish = crate::json::parse(text.as_bytes()).unwrap();
            prop_assert_eq!(&read, &wish);
            prop_assert_eq!(fingerprint(&read), fingerprint(&wish));
        }

        #[test]
        fn what_differs_has_another_fingerprint(one in wish(), other in wish()) {
            prop_assert_eq!(fingerprint(&one) == fingerprint(&other), one == other);
        }

        #[test]
        fn a_key_is_one_to_255_visible_characters_and_nothing_else(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            let Some(headers) = headers(&bytes) else { return Ok(()) };
            let is_key = (1..=255).contains(&bytes.len()) && bytes.iter().all(u8::is_ascii_graphic);
            prop_assert_eq!(read(&headers).is_ok_and(|key| key.is_some()), is_key);
        }

        #[test]
        fn every_visible_key_is_taken_as_it_is(key in "[!-~]{1,255}") {
            let read = read(&headers(key.as_bytes()).unwrap()).unwrap().map(|IdempotencyKey(key)| key);
            prop_assert_eq!(read, Some(key));
        }

        #[test]
        fn keys_callers_and_routes_do_not_meet(
            one in ("[a-z_0-9 ]{1,8}", "/[a-z/{}]{0,8}", "[!-~]{1,8}"), other in ("[a-z_0-9 ]{1,8}", "/[a-z/{}]{0,8}", "[!-~]{1,8}"),
        ) {
            let of = |(caller, route, key): &(String, String, String)| scope(caller, route, &IdempotencyKey(key.clone()));
            prop_assert_eq!(of(&one) == of(&other), one == other);
        }
    }
}
