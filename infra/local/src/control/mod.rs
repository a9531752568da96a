//! `/_local/…`: what only the local stack has. None of it is part of a Lambda binary.
//!
//! | route | does |
//! |---|---|
//! | `GET /_local` | shows what runs here and where everything is; browsers find it at `/` as well |
//! | `GET /_local/clock` | tells the time of the stack |
//! | `POST /_local/clock` | moves it: `{"advance_seconds": 60}` or `{"set": "2026-01-01T00:00:00Z"}` |
//! | `POST /_local/settle` | works off everything that is due, then answers |
//! | `GET /_local/mailbox`, `/_local/mailbox/{id}` | shows the mails as pages |
//! | `GET /_local/mail[?to=&limit=]`, `/_local/mail/{id}` | gives the latest mails as JSON, newest first: 100, or `limit` |
//! | `DELETE /_local/mail` | throws the mails away |
//! | `POST /_local/mail/{id}/feedback` | lets a mail come back: `{"kind": "hard_bounce"}`, `soft_bounce`, `complaint` or `not_spam` |
//! | `POST /_local/mail/lift-suppression` | lets mails go to an address again: `{"email": "…"}` |
//! | `GET`, `DELETE /_local/sms[?to=&limit=]` | gives the latest texts as JSON, or throws all away |
//! | `GET /_local/queues` | tells depth, messages in flight and age of the oldest of each queue |
//! | `GET /_local/queues/{name}/messages` | gives the messages of a queue, dead letters among them |
//! | `POST /_local/queues/{name}/redrive` | moves dead letters back to where they came from |
//! | `GET`, `PUT /_local/delivery` | makes queues deliver twice, or newest first |
//! | `POST /_local/functions/{name}/invoke` | hands a raw Lambda event to a function |
//! | `GET /_local/environment[?function=][?format=sam]` | tells the environment of the functions, secrets included |
//! | `GET /_local/functions` | lists the functions with their sources |
//! | `GET /_local/schedules` | tells when each schedule runs |
//! | `POST /_local/schedules/{name}/{enable,disable,run}` | turns one on or off, or runs it now |
//! | `POST /_local/import?dry_run=` | imports a product export of Shopify, and answers with the report |
//! | `POST /_local/accounts` | opens a confirmed account: `{"email": "…", "password": "…", "role": "admin"}` |
//! | `POST /_local/accounts/{reset-second-factor,end-sessions}` | takes the second factor from an account, or logs it out: `{"email": "…"}` |
//! | `POST /_local/authenticator` | shows the code of an authenticator app: `{"secret": "…"}` |
//! | `GET /_local/outages` | tells which services are failing on purpose |
//! | `PUT`, `DELETE /_local/outages/{sns,sqs,ses}` | makes one fail: `{"kind": "throttled", "requests": 2}`, or lifts it |
//!
//! They answer programs and pages of this machine alone: [`from_this_machine`].

mod accounts;
mod authenticator;
mod environment;
mod functions;
mod import;
mod loopback_guard;
mod mail;
mod mailbox_page;
mod outages;
mod page;
mod queues;
mod schedules;
mod sms;
mod start_page;
mod time;

use std::sync::Arc;

use axum::Router;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post, put};
pub(crate) use loopback_guard::from_this_machine;
use serde_json::json;
pub(crate) use start_page::for_browsers;

use crate::stack_state::StackState;

/// What every control route works on.
type Stack = axum::extract::State<Arc<StackState>>;

/// A control request that cannot be done: status and reason.
struct Refusal(StatusCode, String);

impl Refusal {
    fn missing(fault: impl std::fmt::Display) -> Self {
        Self(StatusCode::NOT_FOUND, fault.to_string())
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        (self.0, axum::Json(json!({ "message": self.1 }))).into_response()
    }
}

/// The control routes of a stack.
pub(crate) fn router(stack_state: Arc<StackState>) -> Router {
    Router::new()
        .route("/_local", get(start_page::show))
        .route("/_local/clock", get(time::tell).post(time::change))
        .route("/_local/settle", post(time::settle))
        .route("/_local/mailbox", get(mailbox_page::list))
        .route("/_local/mailbox/{id}", get(mailbox_page::show))
        .route("/_local/mail", get(mail::list).delete(mail::clear))
        .route("/_local/mail/{id}", get(mail::get))
        .route("/_local/mail/{id}/feedback", post(mail::feedback))
        .route("/_local/mail/lift-suppression", post(mail::lift_suppression))
        .route("/_local/authenticator", post(authenticator::show))
        .route("/_local/sms", get(sms::list).delete(sms::clear))
        .route("/_local/queues", get(queues::list))
        .route("/_local/queues/{name}/messages", get(queues::messages))
        .route("/_local/queues/{name}/redrive", post(queues::redrive))
        .route("/_local/delivery", get(queues::delivery).put(queues::deliver))
        .route("/_local/environment", get(environment::tell))
        .route("/_local/functions", get(functions::list))
        .route("/_local/functions/{name}/invoke", post(functions::invoke))
        .route("/_local/schedules", get(schedules::list))
        .route("/_local/schedules/{name}/{action}", post(schedules::act))
        .route("/_local/import", post(import::run))
        .route("/_local/accounts", post(accounts::open))
        .route("/_local/accounts/reset-second-factor", post(accounts::reset_second_factor))
        .route("/_local/accounts/end-sessions", post(accounts::revoke_sessions))
        .route("/_local/outages", get(outages::list))
        .route("/_local/outages/{service}", put(outages::begin).delete(outages::lift))
        .with_state(stack_state)
}
