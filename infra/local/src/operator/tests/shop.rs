//! A shop to import into.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use context::access_token::Principal;
use domain::identity::scope::Scope;
use domain::identity::session::Session;
use domain::identity::user::Role;
use emulator::clock::LocalClock;
use emulator::database::DatabaseSpec;
use emulator::loopback;
use emulator::template::TemplateText;
use kernel::id::{SessionId, Ulid, UserId};
use kernel::time::{Clock as _, SignedDuration};
use operate::secrets;
use reqwest::Method;
use runtime::ids::SystemIds;
use serde_json::Value;
use store::Store;
use store::identity::session::SessionRecord;
use table::Tx;
use workflows::catalog::import::Report;
use workflows::catalog::product::import::Mode;

use crate::operator::{import, importer};
use crate::stack::{HttpPort, Stack, StackOptions};

pub(super) const HEADER: &str = "Handle,Title,Vendor,Type,Tags,Option1 Name,Option1 Value,Variant SKU,Variant Inventory Qty,\
                      Variant Price,Variant Compare At Price,Status\n";

/// A shop in memory, and somebody who talks to it.
pub(super) struct Shop {
    pub(super) stack: Stack,
    client: reqwest::Client,
}

/// What came back: status, cost, tag and body.
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) trips: u64,
    pub(super) tag: String,
    pub(super) body: Value,
}

impl Shop {
    pub(super) async fn open() -> Self {
        let options = StackOptions {
            template: TemplateText::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../template.yaml")).unwrap(),
            parameters: BTreeMap::new(),
            surroundings: BTreeMap::new(),
            secrets: secrets::generate(&SystemIds).unwrap(),
            database: DatabaseSpec::Memory,
            clock: Arc::new(LocalClock::standing("2026-01-01T12:00:00Z".parse().unwrap())),
            ids: Arc::new(SystemIds),
            http: HttpPort::Ephemeral,
            background: false,
        };
        let stack = Stack::start(options).await.unwrap();
        Self { stack, client: loopback::client(Duration::from_secs(30)).unwrap() }
    }

    pub(super) async fn import(&self, csv: &str, mode: Mode) -> Report {
        self.stack.advance(SignedDuration::from_secs(1));
        import(self.stack.stack_state(), csv.as_bytes(), mode, &mut |_| {}).await.unwrap()
    }

    /// Created, updated, unchanged, skipped.
    pub(super) async fn imported(&self, rows: &str) -> [u32; 4] {
        let report = self.import(&format!("{HEADER}{rows}"), Mode::Write).await;
        [report.created, report.updated, report.unchanged, report.skipped]
    }

    pub(super) fn store(&self) -> Store {
        importer(self.stack.stack_state()).unwrap().store
    }

    /// An access token of staff, with the session that it speaks for.
    async fn token(&self) -> String {
        let functions = &self.stack.stack_state().functions;
        let identity = functions.iter().find(|function| function.spec.package == "identity").unwrap();
        let user = UserId::from_ulid(Ulid::from(1));
        let principal = Principal { user, role: Role::Admin, session: SessionId::from_ulid(Ulid::from(2)) };
        let now = self.stack.stack_state().clock.now();
        let session = Session::begin(principal.session, user, Role::Admin, "none".to_owned(), now).proved(true, now);
        let session = session.holding(Scope::all());
        Tx::<()>::new().put::<SessionRecord>(&session).commit(self.store().table()).await.unwrap();
        let signer = identity.app.settings.signer().unwrap();
        signer.sign(principal, "token", now).unwrap().0
    }

    pub(super) async fn get(&self, path: &str) -> Reply {
        self.send(Method::GET, path, &[], None).await
    }

    pub(super) async fn send(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<Value>,
    ) -> Reply {
        let mut request = self.client.request(method, format!("{}{path}", self.stack.url()));
        if path.contains("/admin/") {
            request = request.bearer_auth(self.token().await);
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(body) = body {
            request = request.json(&body);
        }
        let answer = request.send().await.unwrap();
        let header = |name: &str| answer.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
        let usage = header("x-souk-usage").unwrap_or_default();
        let trips = usage.split([' ', '=']).nth(1).and_then(|trips| trips.parse().ok()).unwrap_or(99);
        let (status, tag) = (answer.status().as_u16(), header("etag").unwrap_or_default());
        let body = answer.bytes().await.unwrap();
        Reply { status, trips, tag, body: serde_json::from_slice(&body).unwrap_or(Value::Null) }
    }

    pub(super) async fn variant(&self, product: &str, place: usize) -> Value {
        self.get(&format!("/v1/products/{product}")).await.body["variants"][place].clone()
    }
}
