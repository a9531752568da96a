//! Somebody who has told the shop everything, with a mark of their own in each thing.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};

use reqwest::Method;
use serde_json::{Value, json};
use testkit::{Answer, World, a_product};
use zip::ZipArchive;

use super::PASSWORD;

/// A person with an account, logged in.
pub(super) struct Person<'a> {
    world: &'a World,
    /// What stands in everything that they told.
    pub(super) mark: &'static str,
    /// Where mails go.
    pub(super) email: String,
    /// Their id.
    pub(super) id: String,
    /// Their session.
    pub(super) login: Answer,
}

impl<'a> Person<'a> {
    /// Somebody new, whose mark is a word.
    pub(super) async fn new(world: &'a World, mark: &'static str) -> Self {
        let email = format!("{}@example.com", mark.to_lowercase());
        let registration = json!({ "email": email, "password": PASSWORD, "name": format!("Ana {mark}") });
        world.visitor().post("/v1/auth/register", registration).await.expect(202);
        world.settle().await;
        super::verify(world, &linked(world, &email, "/verify-email")).await.expect(200);
        let agent = format!("{mark}-phone/1.0");
        let body = json!({ "email": email, "password": PASSWORD });
        let login =
            world.send(Method::POST, "/v1/auth/login", &[("user-agent", &agent)], Some(&body)).await.expect(200);
        Self { world, mark, email, id: login.text("/user/id").to_owned(), login }
    }

    /// Sends a request in their name.
    pub(super) async fn send(&self, method: Method, path: &str, body: Option<Value>) -> Answer {
        let bearer = format!("Bearer {}", self.login.text("/access_token"));
        let key = format!("{}-{path}-{}", self.mark, self.world.now());
        let headers = [("authorization", bearer.as_str()), ("idempotency-key", key.as_str())];
        let headers = if method == Method::POST { &headers[..] } else { &headers[..1] };
        self.world.send(method, path, headers, body.as_ref()).await
    }

    /// Tells everything that can be told.
    pub(super) async fn tell_all(&self) {
        let mark = self.mark;
        let address = self.address();
        self.send(Method::POST, "/v1/me/addresses", Some(address)).await.expect(201);
        let profile = json!({ "name": format!("Ana {mark}"), "phone": "+14155550132" });
        self.send(Method::PATCH, "/v1/me/profile", Some(profile)).await.expect(200);
        let interests = json!({ "categories": [], "tags": [mark.to_lowercase()], "personalised": true });
        self.send(Method::PUT, "/v1/me/interests", Some(interests)).await.expect(200);
        let place = json!({ "consent": true, "country": "US", "region": "California" });
        self.send(Method::PUT, "/v1/me/location", Some(place)).await.expect(200);
        let packaging = json!({ "style": "reusable", "no_filler": true, "consolidate": true });
        self.send(Method::PUT, "/v1/me/packaging-preference", Some(packaging)).await.expect(200);
        let path = "/v1/me/notification-preferences";
        let mut wishes = self.send(Method::GET, path, None).await.expect(200).body;
        wishes.as_object_mut().unwrap().remove("version");
        self.send(Method::PUT, path, Some(wishes)).await.expect(200);
    }

    /// Where they live.
    pub(super) fn address(&self) -> Value {
        let mark = self.mark;
        json!({ "name": format!("Ana {mark}"), "line1": format!("17 {mark} Street"), "city": format!("{mark}ville"),
            "region": "CA", "postal_code": "94103", "country": "US", "phone": "+14155550132" })
    }

    /// Puts a lamp into their cart.
    pub(super) async fn fill_cart(&self) {
        let lamp = self.world.sells(a_product(&format!("Lamp {} {}", &self.id[24..], self.world.now())).stock(5)).await;
        let line = json!({ "variant_id": lamp.variant.id, "quantity": 1 });
        let filled = self.send(Method::POST, "/v1/cart/items", Some(line)).await;
        assert!(filled.status < 300, "{:#}", filled.body);
        self.send(Method::PUT, "/v1/cart/address", Some(self.address())).await.expect(200);
        self.send(Method::PUT, "/v1/cart/shipping-method", Some(json!({ "code": "standard" }))).await.expect(200);
    }

    /// Buys what is in the cart, and pays for it.
    pub(super) async fn buy(&self) -> Answer {
        self.fill_cart().await;
        let order = self.send(Method::POST, "/v1/checkout", Some(json!({ "payment": { "provider": "stripe" } }))).await;
        let order = order.expect(201);
        self.world.confirm(&order, "pm_card_visa").await.expect(200);
        self.world.settle().await;
        order
    }

    /// Calls an order off; the money comes back.
    pub(super) async fn cancel(&self, order: &Answer) {
        let path = format!("/v1/orders/{}/cancel", order.text("/id"));
        self.send(Method::POST, &path, None).await.expect(200);
        self.world.settle().await;
    }

    /// Asks for their data, and has the archive made.
    pub(super) async fn ask_for_data(&self) -> Answer {
        let asked = self.send(Method::POST, "/v1/me/export", None).await.expect(202);
        self.world.settle().await;
        self.world.pass(15).await;
        asked
    }

    /// The token of the latest mail that says an archive is ready.
    pub(super) fn export_token(&self) -> String {
        linked(self.world, &self.email, "/data-export")
    }

    /// Deletes their account.
    pub(super) async fn leave(&self) -> Answer {
        self.send(Method::DELETE, "/v1/me", None).await
    }
}

/// The token of the latest mail to an address whose link leads to `page`.
fn linked(world: &World, email: &str, page: &str) -> String {
    let mails = world.mail_to(email);
    let mut texts = mails.iter().filter_map(|mail| mail.text.as_deref());
    let link = texts.find_map(|text| Some(text.split_once(&format!("{page}#token="))?.1)).expect("a link");
    link.split_whitespace().next().unwrap().to_owned()
}

/// Shows a mailed token, and is told where the archive is.
pub(super) async fn download(world: &World, token: &str) -> Answer {
    world.visitor().post("/v1/exports/download", json!({ "token": token })).await
}

/// What is behind a URL: its status, and the files of the archive that is there.
pub(super) async fn fetch(url: &str) -> (u16, BTreeMap<String, String>) {
    let answer = reqwest::get(url).await.unwrap();
    let status = answer.status().as_u16();
    let bytes = answer.bytes().await.unwrap();
    let mut files = BTreeMap::new();
    if status == 200 {
        let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
        for position in 0..archive.len() {
            let mut file = archive.by_index(position).unwrap();
            let mut text = String::new();
            file.read_to_string(&mut text).unwrap();
            files.insert(file.name().unwrap().into_owned(), text);
        }
    }
    (status, files)
}
