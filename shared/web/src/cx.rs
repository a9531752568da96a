//! One request: its time, its cost, its cause.

use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use axum::extract::{FromRequestParts, MatchedPath};
use context::Context;
use http::request::Parts;
use kernel::id::Ulid;
use kernel::time::Timestamp;
use store::Store;
use table::PageRequest;

use crate::app::App;
use crate::caller::Source;
use crate::list::ListQuery;
use crate::problem::Problem;
use crate::rate::Standing;

/// The header that carries the request's id, in and out.
pub const REQUEST_ID: &str = "x-request-id";

/// What the outermost layer fixed for a request: one time, one id, one meter.
#[derive(Clone)]
pub struct Scope {
    /// The instant of the request.
    pub now: Timestamp,
    /// Its id: the caller's, if it was usable, or a fresh one.
    pub request_id: Arc<str>,
    /// The stores with the request's own meter.
    pub store: Store,
    /// Where it came from, if that is known.
    pub source: Option<Source>,
    /// Where the caller stands with a rate limit, once the request was counted.
    pub standing: Arc<OnceLock<Standing>>,
}

impl Scope {
    /// The scope of a request that carries these headers.
    pub fn open(app: &App, headers: &http::HeaderMap) -> Self {
        let now = app.clock.now();
        let given = headers.get(REQUEST_ID).and_then(|value| value.to_str().ok()).filter(|id| usable(id));
        let request_id = given.map_or_else(|| fresh(app.ids.ulid(now)), Into::into);
        Self { now, request_id, store: app.store.metered(), source: None, standing: Arc::default() }
    }
}

fn usable(id: &str) -> bool {
    (8..=64).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

fn fresh(ulid: Ulid) -> Arc<str> {
    format!("req_{ulid}").into()
}

/// The context of one request, as handlers take it.
#[derive(Clone)]
pub struct Cx {
    /// What use-cases need.
    pub context: Context,
    /// The route template, such as `/v1/orders/{id}`.
    pub route: Arc<str>,
    /// Where the request came from, if that is known.
    pub source: Option<Source>,
    /// Where its caller stands with a rate limit, once it was counted.
    pub standing: Arc<OnceLock<Standing>>,
}

impl Cx {
    /// The same request, done by `actor`.
    pub fn acting(mut self, actor: impl std::fmt::Display) -> Self {
        self.context.actor = actor.to_string();
        self
    }

    /// A page of a list as `query` asks for it; the cursor is good for `caller`, this route and `filter` alone.
    pub fn page(
        &self,
        query: &ListQuery,
        caller: impl std::fmt::Display,
        filter: &str,
    ) -> Result<PageRequest, Problem> {
        Ok(PageRequest {
            limit: query.limit()?,
            cursor: query.cursor.clone(),
            seal: self.settings.cursor_key()?.clone(),
            scope: format!("{caller} {} {filter}", self.route),
        })
    }
}

impl Deref for Cx {
    type Target = Context;

    fn deref(&self) -> &Context {
        &self.context
    }
}

impl FromRequestParts<App> for Cx {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let scope = parts.extensions.get::<Scope>().cloned().unwrap_or_else(|| Scope::open(app, &parts.headers));
        let route = parts.extensions.get::<MatchedPath>().map_or(parts.uri.path(), MatchedPath::as_str).into();
        let context = Context {
            store: scope.store,
            gateways: app.gateways.clone(),
            ids: app.ids.clone(),
            clock: app.clock.clone(),
            now: scope.now,
            actor: "guest".to_owned(),
            correlation_id: scope.request_id.to_string(),
            settings: app.settings.clone(),
        };
        Ok(Self { context, route, source: scope.source, standing: scope.standing })
    }
}
