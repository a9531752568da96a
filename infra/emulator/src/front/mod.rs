//! The HTTP front: what API Gateway does between a client and a function.
//!
//! Every request becomes an HTTP API event (payload format 2.0), goes through the function that the template routes it
//! to, and the function's answer becomes the response.

mod event;
mod response;
mod routes;

use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::Response;
use kernel::id::IdSource;
use kernel::time::Clock as _;

use crate::clock::LocalClock;
use crate::invocable::Invocable;
use crate::queue::uuid;
use crate::wake_signal::WakeSignal;
pub use routes::{Match, Routes};

/// The largest request body that API Gateway takes, in bytes.
const LARGEST_BODY: usize = 10 * 1024 * 1024;

/// The front of one stack.
pub struct Front {
    routes: Routes<Arc<dyn Invocable>>,
    clock: Arc<LocalClock>,
    ids: Arc<dyn IdSource>,
    wake_signal: WakeSignal,
}

impl Front {
    /// The front for these routes.
    pub fn new(
        routes: Routes<Arc<dyn Invocable>>,
        clock: Arc<LocalClock>,
        ids: Arc<dyn IdSource>,
        wake_signal: WakeSignal,
    ) -> Self {
        Self { routes, clock, ids, wake_signal }
    }

    /// Answers one request that came from `source`.
    pub async fn answer(&self, request: Request, source: IpAddr) -> Response {
        let (parts, body) = request.into_parts();
        let Ok(body) = axum::body::to_bytes(body, LARGEST_BODY).await else {
            return response::message(StatusCode::PAYLOAD_TOO_LARGE, "Request Entity Too Large");
        };
        let path = routes::decoded(parts.uri.path());
        let Some(found) = self.routes.find(parts.method.as_str(), &path) else {
            return response::message(StatusCode::NOT_FOUND, "Not Found");
        };
        let now = self.clock.now();
        let id = uuid(self.ids.as_ref(), now);
        let arrival = event::Arrival { parts: &parts, path: &path, body: &body, source, now, id };
        let answered = found.target.invoke(arrival.event(&found)).await;
        self.wake_signal.beat();
        match answered {
            Ok(answer) => response::read(&answer),
            Err(_) => response::failure(),
        }
    }
}
