//! Nothing that belongs to a person or opens a door is in the log, whatever it is told to tell.

use std::collections::BTreeSet;
use std::sync::Mutex;

use kernel::time::{Clock, Timestamp};
use reqwest::Method;
use runtime::Metric;
use runtime::telemetry::{Lines, Ours};
use serde_json::{Value, json};
use testkit::{Answer, World, a_product};
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::layer::{Layer as _, SubscriberExt as _};
use tracing_subscriber::util::SubscriberInitExt as _;

/// The lines of every test of this process, while somebody listens.
static HEARD: Mutex<Option<Vec<String>>> = Mutex::new(None);

const EMAIL: &str = "canary.7f3a@example.com";
const PASSWORD: &str = "vexed canaries 9c1e juggle";
const CARD: &str = "4000056655665556";

struct Standing;

impl Clock for Standing {
    fn now(&self) -> Timestamp {
        testkit::world::BEGINNING.parse().unwrap()
    }
}

/// Lets our crates tell everything.
fn listen() {
    let hear = |line: &str| {
        if let Some(heard) = HEARD.lock().unwrap().as_mut() {
            heard.push(line.to_owned());
        }
    };
    *HEARD.lock().unwrap() = Some(Vec::new());
    let ours = Ours::with(functions::ALL);
    let lines = Lines::new(ours.clone(), Standing, hear);
    tracing_subscriber::registry().with(lines.with_filter(filter_fn(move |metadata| ours.may_tell(metadata)))).init();
}

/// What somebody sends and gets who opens an account, each thing with its name.
async fn account(world: &World) -> Vec<(&'static str, String)> {
    let visitor = world.visitor();
    let sign_up = json!({ "email": EMAIL, "password": PASSWORD, "name": "Canary Name 5e6f" });
    visitor.post("/v1/auth/register", sign_up).await;
    visitor.post("/v1/auth/register", json!({ "email": EMAIL, "password": PASSWORD })).await.expect(202);
    world.settle().await;
    let mail = world.mail_to(EMAIL).first().and_then(|mail| mail.text.clone()).unwrap();
    let token = mail.split_once("#token=").and_then(|(_, rest)| rest.split_whitespace().next()).unwrap().to_owned();
    visitor.post("/v1/auth/login", json!({ "email": EMAIL, "password": PASSWORD })).await.expect(403);
    visitor.post("/v1/auth/verify-email", json!({ "token": token })).await.expect(200);
    visitor.post("/v1/auth/verify-email", json!({ "token": token })).await;
    for _ in 0..2 {
        visitor.post("/v1/auth/login", json!({ "email": EMAIL, "password": format!("{PASSWORD}?") })).await.expect(401);
    }
    let login = visitor.post("/v1/auth/login", json!({ "email": EMAIL, "password": PASSWORD })).await.expect(200);
    let (access, refresh) = (login.text("/access_token").to_owned(), login.text("/refresh_token").to_owned());
    let bearer = format!("Bearer {access}");
    world.send(Method::GET, "/v1/me", &[("authorization", &bearer)], None).await.expect(200);
    world.send(Method::GET, "/v1/me", &[("authorization", &format!("{bearer}x"))], None).await.expect(401);
    world.send(Method::GET, "/v1/me", &[("authorization", "Basic Y2FuYXJ5OmJhc2lj")], None).await.expect(401);
    let next = visitor.post("/v1/auth/refresh", json!({ "refresh_token": refresh })).await.expect(200);
    let next = next.text("/refresh_token").to_owned();
    // What was used before comes back a long time later: its session ends.
    world.advance(3_600);
    visitor.post("/v1/auth/refresh", json!({ "refresh_token": refresh })).await.expect(401);
    visitor.post("/v1/auth/logout", json!({ "refresh_token": next })).await;
    vec![
        ("mailed token", token),
        ("access token", access),
        ("refresh token", refresh),
        ("next refresh token", next),
        ("authorization", "Y2FuYXJ5OmJhc2lj".to_owned()),
    ]
}

/// What somebody sends and gets who has their data handed out, and leaves.
async fn departure(world: &World) -> Vec<(&'static str, String)> {
    let visitor = world.visitor();
    let login = visitor.post("/v1/auth/login", json!({ "email": EMAIL, "password": PASSWORD })).await.expect(200);
    let access = login.text("/access_token").to_owned();
    let bearer = format!("Bearer {access}");
    let bearer = [("authorization", bearer.as_str())];
    world.send(Method::POST, "/v1/me/export", &bearer, None).await.expect(202);
    world.settle().await;
    world.pass(15).await;
    let mail = world.mail_to(EMAIL).first().and_then(|mail| mail.text.clone()).unwrap();
    let token = mail.split_once("#token=").and_then(|(_, rest)| rest.split_whitespace().next()).unwrap().to_owned();
    let there = visitor.post("/v1/exports/download", json!({ "token": token })).await.expect(200);
    let url = there.text("/url").to_owned();
    assert_eq!(reqwest::get(&url).await.unwrap().status().as_u16(), 200);
    let signature = url.split_once("X-Amz-Signature=").unwrap().1.split('&').next().unwrap().to_owned();
    world.send(Method::DELETE, "/v1/me", &bearer, None).await.expect(204);
    world.settle().await;
    world.pass(15).await;
    visitor.post("/v1/exports/download", json!({ "token": token })).await.expect(410);
    vec![("export token", token), ("signature of the URL", signature), ("last access token", access)]
}

/// What somebody sends and gets who buys a lamp and sends it back.
async fn purchase(world: &World) -> Vec<(&'static str, String)> {
    let lamp = world.sells(a_product("Desk Lamp").stock(3)).await;
    let guest = world.guest_with(&[&lamp], 1).await;
    let address = json!({ "name": "Canary Name 5e6f", "line1": "17 Canary Street 4b2d", "city": "Canaryville 8d1c", "region": "IL",
        "postal_code": "62701", "country": "US" });
    guest.put("/v1/cart/address", address.clone()).await.expect(200);
    let mut wrong = address;
    wrong.as_object_mut().unwrap().insert("card_number".to_owned(), json!(CARD));
    guest.put("/v1/cart/address", wrong).await;
    guest.get(&format!("/v1/products?q={CARD}")).await;
    guest.get(&format!("/v1/products?{CARD}=1")).await;
    guest.get(&format!("/v1/orders/{CARD}")).await;
    guest.get(&format!("/{CARD}")).await.expect(404);
    let body = json!({ "email": EMAIL, "payment": { "provider": "stripe" } });
    guest.post("/v1/checkout", body.clone()).await.expect(400);
    guest.post_once("/v1/checkout", "canary-1", json!({ "email": CARD, "payment": { "provider": CARD } })).await;
    let order = guest.post_once("/v1/checkout", "canary-2", body).await.expect(201);
    world.confirm(&order, "pm_card_chargeDeclined").await;
    world.confirm(&order, "pm_card_visa").await.expect(200);
    world.settle().await;
    let path = format!("/v1/orders/{}", order.text("/id"));
    let token = order.text("/order_token");
    world.send(Method::GET, &path, &[("x-order-token", "canary.token.3c2b")], None).await;
    let cancel = [("x-order-token", token), ("idempotency-key", "canary-3")];
    world.send(Method::POST, &format!("{path}/cancel"), &cancel, None).await.expect(200);
    world.settle().await;
    vec![
        ("cart token", guest.token.clone()),
        ("order token", token.to_owned()),
        ("client secret", order.text("/payment/client_secret").to_owned()),
        ("wrong order token", "canary.token.3c2b".to_owned()),
    ]
}

/// A telephone that is shown to be somebody's: the number, and the code by itself.
async fn telephone(world: &World) -> (&'static str, String) {
    const NUMBER: &str = "+4915199977731";
    let ana = world.customer("telephone@example.com").await;
    let body = json!({ "phone": NUMBER, "purpose": "verify_phone" });
    let asked = ana.post("/v1/me/phone/challenges", body).await.expect(202);
    let code = world.sms_code_sent_to(NUMBER).await;
    let path = format!("/v1/me/phone/challenges/{}/check", asked.text("/id"));
    ana.post(&path, json!({ "code": code, "phone": NUMBER })).await.expect(422);
    ana.post(&path, json!({ "code": format!("{code}{code}") })).await.expect(422);
    ana.post(&format!("{path}/{code}"), json!({})).await;
    ana.post(&path, json!({ "code": code })).await.expect(200);
    ana.post(&path, json!({ "code": code })).await.expect(410);
    ana.delete("/v1/me/phone").await.expect(204);
    world.settle().await;
    (&NUMBER[1..], code)
}

/// What staff and strangers send who get it wrong.
async fn refusals(world: &World) -> Vec<Answer> {
    let admin = world.admin().await;
    let signed = [("stripe-signature", "t=1,v1=canary5d4e")];
    vec![
        world.send(Method::POST, "/v1/webhooks/stripe", &signed, Some(&json!({ "email": EMAIL }))).await,
        admin.post("/v1/admin/stock/adjust", json!({ "email": EMAIL })).await,
        admin.get(&format!("/v1/admin/orders?day={CARD}")).await,
        world.visitor().post("/v1/auth/register", json!({ "email": CARD, "password": CARD })).await,
    ]
}

/// M08-T06
#[tokio::test(flavor = "multi_thread")]
async fn no_canary_sings_in_the_log() {
    listen();
    let world = World::new().await;
    let mut canaries = vec![
        ("address of mail", "canary.7f3a".to_owned()),
        ("password", "canaries 9c1e".to_owned()),
        ("name", "Canary Name".to_owned()),
        ("street", "Canary Street".to_owned()),
        ("city", "Canaryville".to_owned()),
        ("card", CARD.to_owned()),
        ("signature", "canary5d4e".to_owned()),
    ];
    canaries.extend(purchase(&world).await);
    canaries.extend(account(&world).await);
    let (number, code) = telephone(&world).await;
    canaries.push(("telephone number", number.to_owned()));
    canaries.extend(departure(&world).await);
    assert!(refusals(&world).await.iter().all(|answer| (400..500).contains(&answer.status)));
    let heard = HEARD.lock().unwrap().take().unwrap();
    for (what, canary) in &canaries {
        assert!(canary.len() > 6, "the {what} is no canary: {canary:?}");
        let told = heard.iter().find(|line| line.contains(canary.as_str()));
        assert!(told.is_none(), "the {what} is in the log: {}", told.map_or("", String::as_str));
    }
    // A code is too short to be told from all numbers, so it is looked for as a word. M40-T03
    let has_code = |line: &&String| line.split(|letter: char| !letter.is_ascii_alphanumeric()).any(|word| word == code);
    assert_eq!(heard.iter().find(has_code), None, "the code is in the log");
    let lines: Vec<Value> = heard.iter().map(|line| serde_json::from_str(line).unwrap()).collect();
    // Other tests are at it too; what they had begun before somebody listened has no context.
    let in_context = |line: &&Value| line.get("http.status").is_some() && line.get("request.id").is_some();
    let answers: Vec<&Value> = lines.iter().filter(in_context).collect();
    assert!(answers.len() > 20, "the log is silent");
    for answer in answers {
        let numbers = ["http.status", "duration_ms", "dynamodb.round_trips", "dynamodb.read_tenths"];
        assert!(numbers.iter().all(|name| answer[*name].is_u64()), "{answer}");
        assert!(answer["request.id"].is_string() && answer["http.route"].is_string(), "{answer}");
    }
    let measured: BTreeSet<&str> = lines.iter().filter_map(|line| line.get("metric.name")?.as_str()).collect();
    let happened = [
        Metric::LATENCY,
        Metric::CLIENT_ERRORS,
        Metric::ROUND_TRIPS,
        Metric::READ_UNITS,
        Metric::WRITE_UNITS,
        Metric::CHECK_OUTS_REFUSED,
        Metric::LOGIN_FAILURES,
        Metric::SESSIONS_REUSED,
        Metric::TEXTS_SENT,
        Metric::REGISTRATIONS,
        Metric::ORDERS_PLACED,
        Metric::ORDERS_CANCELLED,
        Metric::PAYMENTS_CAPTURED,
        Metric::REFUNDS_MADE,
    ];
    assert!(happened.iter().all(|metric| measured.contains(metric.name())), "{measured:?}");
    assert!(lines.iter().any(|line| line["principal.id"].as_str().is_some_and(|id| id.starts_with("usr_"))));
}
