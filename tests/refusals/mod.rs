//! Hostile requests: each gets the contract's problem document, and changes nothing.
//!
//! What can be said of every operation is driven by the API's own document, so a new endpoint is covered once it is described.

mod bodies;
mod catalog_files;
mod control;
mod cursors;
mod forgeries;
mod headers;
mod idempotency;
mod ids;
mod methods;
mod paths;
mod quantities;
mod spoofing;
mod texts;
mod tokens;

use std::collections::BTreeMap;
use std::ops::Deref;

use reqwest::Method;
use serde_json::{Value, json};
use testkit::{Answer, Guest, World};

use crate::cast::Cast;
use crate::operation::{Operation, operations};

/// The cast, and something to lose: carts, an order, stock, and what Ana told about herself.
struct Scene<'a> {
    cast: Cast<'a>,
    /// Has a cart.
    guest: Guest<'a>,
    /// Ana's.
    order: String,
    /// The line of Ana's cart.
    line: String,
    /// What the variables of paths name, by how the path begins.
    names: BTreeMap<String, String>,
    /// The versions of these things, as entity tags.
    tags: BTreeMap<String, String>,
}

impl<'a> Deref for Scene<'a> {
    type Target = Cast<'a>;

    fn deref(&self) -> &Cast<'a> {
        &self.cast
    }
}

/// What no operation here may use up, so that its id is nobody's.
const USED_UP: [(&str, &str); 2] = [
    ("/v1/me/sessions/", "ses_00000000000000000000000001"),
    ("/v1/me/phone/challenges/", "chl_00000000000000000000000001"),
];

/// How Ana can tell something about herself: all that is set as a whole below `/v1/me`.
fn told() -> Vec<Operation> {
    let is_told = |operation: &Operation| {
        operation.method == Method::PUT && operation.path.starts_with("/v1/me/") && operation.variable().is_none()
    };
    operations().into_iter().filter(is_told).collect()
}

impl<'a> Scene<'a> {
    async fn open(world: &'a World) -> Self {
        let cast = Cast::enter(world).await;
        let ana = &cast.ana;
        world.fill_cart_of(ana, &[&cast.lamp], 1).await;
        let order = ana.check_out_as("first").await.expect(201).text("/id").to_owned();
        let add = json!({ "variant_id": cast.rug.variant.id, "quantity": 2 });
        let filled = ana.post("/v1/cart/items", add).await.expect(201);
        let line = filled.text("/items/0/line_id").to_owned();
        // The cart remembers which price its owner was told.
        ana.get("/v1/cart/quote").await.expect(200);
        ana.patch("/v1/me/profile", json!({ "locale": "de" })).await.expect(200);
        for operation in told() {
            ana.put(&operation.path, operation.every_field().expect("a body")).await.expect(200);
        }
        let known = [("/v1/orders/", &*order), ("/v1/cart/items/", &*line)].into_iter().chain(USED_UP);
        let mut names: BTreeMap<String, String> = known.map(|(path, id)| (path.to_owned(), id.to_owned())).collect();
        for operation in operations() {
            let Some((name, _)) = operation.variable() else { continue };
            if !names.contains_key(operation.collection()) {
                let value = cast.value_for(&operation.path, &name).await;
                names.insert(operation.collection().to_owned(), value);
            }
        }
        let guest = world.guest_with(&[&cast.lamp, &cast.rug], 1).await;
        world.settle().await;
        let mut tags = BTreeMap::new();
        for (path, id) in &names {
            tags.extend(world.tag_of(id).await.map(|tag| (path.clone(), tag)));
        }
        Self { cast, guest, order, line, names, tags }
    }

    /// A request for `operation` that would be taken as it is, but for a body that may fit no state.
    fn request(&self, operation: &Operation) -> Request {
        let mut headers = vec![("authorization".to_owned(), self.bearer(operation))];
        if operation.takes_header("Idempotency-Key") {
            headers.push(("idempotency-key".to_owned(), "a-fresh-key".to_owned()));
        }
        if operation.takes_header("If-Match") {
            let tag = self.tags.get(operation.collection()).filter(|_| operation.needs_header("If-Match"));
            headers.push(("if-match".to_owned(), tag.cloned().unwrap_or_else(|| "*".to_owned())));
        }
        let request = Request { method: operation.method.clone(), path: self.path(operation), headers, body: None };
        match self.body(operation) {
            Some(body) => request.json(&body),
            None => request,
        }
    }

    fn bearer(&self, operation: &Operation) -> String {
        let token = if operation.is_for_staff() { &self.admin.access_token } else { &self.ana.access_token };
        format!("Bearer {token}")
    }

    /// The operation's path, with what exists in its variables.
    fn path(&self, operation: &Operation) -> String {
        match self.names.get(operation.collection()) {
            Some(value) => operation.at(value),
            None => operation.path.clone(),
        }
    }

    /// The id of what exists among the things of this path.
    fn named(&self, collection: &str) -> &str {
        self.names.get(collection).unwrap_or_else(|| panic!("no path begins with {collection} and goes on with an id"))
    }

    /// A body of the right form, made from the document.
    fn body(&self, operation: &Operation) -> Option<Value> {
        let mut body = operation.every_field()?;
        if let Some(variant) = body.get_mut("variant_id") {
            *variant = json!(self.rug.variant.id);
        }
        if let Some(list) = body.get_mut("wishlist_id") {
            *list = json!(self.named("/v1/wishlists/"));
        }
        Some(body)
    }

    async fn send(&self, request: Request) -> Answer {
        request.send(self.cast.world).await
    }

    /// Everything that a request could have changed, as those see it whom it concerns.
    async fn fingerprint(&self) -> Vec<(String, Value)> {
        self.world.settle().await;
        let (lamp, rug) = (self.lamp.variant.id, self.rug.variant.id);
        let mut seen = Vec::new();
        for path in
            ["/v1/cart".to_owned(), "/v1/orders".to_owned(), format!("/v1/orders/{}", self.order), "/v1/me".to_owned()]
        {
            seen.push((format!("ana {path}"), self.ana.get(&path).await.expect(200).body));
        }
        let paths = told().into_iter().map(|operation| operation.path);
        for path in paths.chain(["/v1/me/addresses".to_owned(), "/v1/me/profile".to_owned()]) {
            seen.push((format!("ana {path}"), self.ana.get(&path).await.expect(200).body));
        }
        let list = format!("/v1/wishlists/{}", self.named("/v1/wishlists/"));
        seen.push(("a wishlist".to_owned(), self.ana.get(&list).await.expect(200).body));
        for path in ["/v1/cart", "/v1/orders", "/v1/me/addresses", "/v1/wishlists"] {
            seen.push((format!("bob {path}"), self.bob.get(path).await.expect(200).body));
        }
        seen.push(("guest".to_owned(), self.guest.get("/v1/cart").await.expect(200).body));
        for variant in [lamp, rug] {
            let stock = format!("/v1/admin/stock/{variant}");
            for path in [stock.clone(), format!("{stock}/movements"), format!("/v1/admin/prices/{variant}")] {
                seen.push((path.clone(), self.admin.get(&path).await.expect(200).body));
            }
        }
        for path in [
            "/v1/admin/orders".to_owned(),
            format!("/v1/admin/products/{}", self.lamp.product),
            "/v1/products".to_owned(),
            "/v1/admin/staff".to_owned(),
            "/v1/admin/invitations".to_owned(),
        ] {
            seen.push((path.clone(), self.admin.get(&path).await.expect(200).body));
        }
        let charges: Vec<Value> =
            self.world.stripe().ledger().iter().map(|entry| json!(format!("{entry:?}"))).collect();
        seen.push(("charges".to_owned(), Value::from(charges)));
        seen.push(("mails".to_owned(), json!(self.world.mail_to("eve@example.com").len())));
        seen.push(("dead letters".to_owned(), json!(self.world.dead_letters())));
        seen
    }

    /// Demands that nothing is another way than `before`.
    async fn expect_unchanged(&self, before: Vec<(String, Value)>) {
        for (was, is) in before.into_iter().zip(self.fingerprint().await) {
            assert_eq!(was, is);
        }
    }
}

/// A request in the making.
#[derive(Clone, Debug)]
struct Request {
    method: Method,
    path: String,
    headers: Vec<(String, String)>,
    body: Option<Vec<u8>>,
}

impl Request {
    fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(known, _)| known != name);
        self
    }

    fn header(self, name: &str, value: &str) -> Self {
        let mut request = self.without(name);
        request.headers.push((name.to_owned(), value.to_owned()));
        request
    }

    fn at(self, path: String) -> Self {
        Self { path, ..self }
    }

    fn raw(self, body: impl Into<Vec<u8>>) -> Self {
        Self { body: Some(body.into()), ..self }
    }

    fn json(self, body: &Value) -> Self {
        self.header("content-type", "application/json").raw(body.to_string())
    }

    async fn send(self, world: &World) -> Answer {
        let headers: Vec<(&str, &str)> =
            self.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        match self.body {
            Some(body) => world.send_raw(self.method, &self.path, &headers, body).await,
            None => world.send(self.method, &self.path, &headers, None).await,
        }
    }
}

/// Demands a refusal with the contract's document, whatever the reason.
#[track_caller]
fn expect_refusal(what: &str, answer: &Answer) {
    assert!((400..500).contains(&answer.status), "{what}: {} {:#}", answer.status, answer.body);
    let code = answer.text("/code").to_owned();
    assert!(!code.is_empty(), "{what}: {:#}", answer.body);
    answer.clone().expect_problem(answer.status, &code);
}

/// Demands this refusal, and says of what if it is another.
#[track_caller]
fn expect_code(what: &str, answer: &Answer, status: u16, code: &str) {
    assert_eq!((answer.status, answer.text("/code")), (status, code), "{what}: {:#}", answer.body);
    answer.clone().expect_problem(status, code);
}

/// Demands that a field is refused, or something inside it.
#[track_caller]
fn expect_field(what: &str, answer: &Answer, pointer: &str) {
    expect_code(what, answer, 422, "validation_failed");
    assert!(answer.text("/errors/0/pointer").starts_with(pointer), "{what}: {:#}", answer.body);
    assert!(!answer.text("/errors/0/message").is_empty(), "{what}: {:#}", answer.body);
}
