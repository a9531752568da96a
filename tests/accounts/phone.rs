//! Telephone numbers that are shown to be an account's, by a code that is texted to them.

mod concurrent;

use std::collections::BTreeMap;

use context::access_token::Principal;
use domain::identity::session::Session;
use domain::identity::user::Role;
use kernel::id::{SessionId, UserId};
use serde_json::{Value, json};
use store::identity::session::SessionRecord;
use table::Tx;
use testkit::{Answer, World, WorldOptions};

/// The number of most of these stories.
const NUMBER: &str = "+4915112345678";
/// Another, in another country.
const OTHER: &str = "+14155550132";
/// Where codes are asked for.
const CHALLENGES: &str = "/v1/me/phone/challenges";

type Customer<'a> = testkit::actor::Customer<'a>;

async fn ask(customer: &Customer<'_>, phone: &str, purpose: &str) -> Answer {
    customer.post(CHALLENGES, json!({ "phone": phone, "purpose": purpose })).await
}

async fn check(customer: &Customer<'_>, challenge: &Answer, code: &str) -> Answer {
    customer.post(&format!("{CHALLENGES}/{}/check", challenge.text("/id")), json!({ "code": code })).await
}

/// A code that is not `code`.
fn wrong(code: &str, by: u32) -> String {
    let number: u32 = code.parse().expect("digits");
    format!("{:06}", (number + by) % 1_000_000)
}

/// Asks for a code to `phone`, and tells it.
async fn prove(world: &World, customer: &Customer<'_>, phone: &str, purpose: &str) -> Answer {
    let asked = ask(customer, phone, purpose).await.expect(202);
    check(customer, &asked, &world.sms_code_sent_to(phone).await).await.expect(200)
}

/// The customer with a fresh token of the session that they have.
async fn awake(world: &World, customer: &mut Customer<'_>) {
    let session = world.store().sessions().of_user(customer.id).await.unwrap().pop().expect("a session");
    let principal = Principal { user: customer.id, role: Role::Customer, session: session.id };
    customer.access_token = world.token_for(principal);
}

/// The customer after another log-in.
async fn back(world: &World, customer: &mut Customer<'_>) {
    let id = SessionId::mint(&*world.ids, world.now());
    let session = Session::begin(id, customer.id, Role::Customer, "none".to_owned(), world.now());
    Tx::<()>::new().create::<SessionRecord>(&session).commit(world.store().table()).await.expect("a session");
    customer.access_token = world.token_for(Principal { user: customer.id, role: Role::Customer, session: session.id });
}

/// How often the audit says that `action` was done to a customer.
async fn audited(world: &World, user: UserId, action: &str) -> usize {
    let admin = world.admin_named("auditor@example.com").await;
    let entries = admin.get(&format!("/v1/admin/audit?target={user}&limit=100")).await.expect(200);
    entries.list("/items").iter().filter(|entry| entry["action"] == action).count()
}

async fn shop(parameters: &[(&str, &str)]) -> World {
    let parameters: BTreeMap<String, String> =
        parameters.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    World::with(WorldOptions { parameters, ..WorldOptions::default() }).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_is_verified_by_the_code_that_is_texted_to_it() {
    let world = World::new().await;
    let ana = world.customer("ana@example.com").await;
    assert_eq!(ana.get("/v1/me/phone").await.expect(200).body["phone"], Value::Null);
    let asked = ask(&ana, "+49 (0)151 123-45678", "verify_phone").await.expect(202);
    assert_eq!(asked.text("/phone_masked"), "+49*********78");
    assert_eq!(asked.text("/expires_at"), "2026-01-01T00:10:00Z");
    let code = world.sms_code_sent_to(NUMBER).await;
    let texts = world.texts_to(NUMBER);
    assert_eq!((texts.len(), texts[0].kind.as_str(), &texts[0].sender), (1, "Transactional", &None));
    assert!(texts[0].text.contains(&format!("code is {code}")), "{texts:?}");
    assert!(texts[0].text.ends_with(&format!("\n@127.0.0.1 #{code}")), "{texts:?}");
    world.advance(60);
    let verified = check(&ana, &asked, &format!("{} {}", &code[..3], &code[3..])).await.expect(200);
    assert_eq!((verified.text("/phone"), verified.text("/phone_verified_at")), (NUMBER, "2026-01-01T00:01:00Z"));
    let profile = ana.get("/v1/me/profile").await.expect(200);
    assert_eq!((profile.text("/phone"), profile.text("/phone_verified_at")), (NUMBER, "2026-01-01T00:01:00Z"));
    let patched = ana.patch("/v1/me/profile", json!({ "phone": OTHER })).await.expect(200);
    assert_eq!((&patched.body["phone_verified"], &patched.body["phone_verified_at"]), (&json!(false), &Value::Null));
    assert_eq!(ana.get("/v1/me/phone").await.expect(200).text("/phone"), NUMBER);
    let back = ana.patch("/v1/me/profile", json!({ "phone": NUMBER })).await.expect(200);
    assert_eq!(back.body["phone_verified"], json!(true));
    world.settle().await;
    assert!(world.mail_to("ana@example.com").iter().any(|mail| mail.subject.contains("was verified")));
    for action in ["phone.challenge_requested", "phone.verified"] {
        assert_eq!(audited(&world, ana.id, action).await, 1, "{action}");
    }
    assert_eq!(world.dead_letters(), 0);
}

/// M40-T01
#[tokio::test(flavor = "multi_thread")]
async fn the_sixth_try_is_refused_even_with_the_right_code() {
    let world = World::new().await;
    let ana = world.customer("ana@example.com").await;
    let asked = ask(&ana, NUMBER, "verify_phone").await.expect(202);
    let code = world.sms_code_sent_to(NUMBER).await;
    for malformed in ["", "12345", "1234567", "12345a", "１２３４５６"] {
        check(&ana, &asked, malformed).await.expect_problem(422, "validation_failed");
    }
    for left in (0..5).rev() {
        let refused = check(&ana, &asked, &wrong(&code, left + 1)).await.expect_problem(422, "otp_invalid");
        assert_eq!((refused.number("/checks_left"), refused.text("/errors/0/pointer")), (left.into(), "/code"));
    }
    for _ in 0..3 {
        let refused = check(&ana, &asked, &code).await.expect_problem(429, "otp_attempts_exhausted");
        assert!(refused.header("retry-after").is_some());
    }
    assert_eq!(audited(&world, ana.id, "phone.challenge_exhausted").await, 1);
    let again = ask(&ana, NUMBER, "verify_phone").await.expect(202);
    assert_ne!(again.text("/id"), asked.text("/id"), "a worthless code is not sent again");
    check(&ana, &again, &world.sms_code_sent_to(NUMBER).await).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_works_once_for_ten_minutes_and_for_its_owner() {
    let world = World::new().await;
    let (ana, mut eve) = (world.customer("ana@example.com").await, world.customer("eve@example.com").await);
    let asked = ask(&ana, NUMBER, "verify_phone").await.expect(202);
    let code = world.sms_code_sent_to(NUMBER).await;
    check(&eve, &asked, &code).await.expect_problem(404, "not_found");
    check(&ana, &asked, &code).await.expect(200);
    check(&ana, &asked, &code).await.expect_problem(410, "otp_expired");
    let late = ask(&eve, OTHER, "verify_phone").await.expect(202);
    let code = world.sms_code_sent_to(OTHER).await;
    world.advance(600);
    awake(&world, &mut eve).await;
    check(&eve, &late, &code).await.expect_problem(410, "otp_expired");
    let unknown = format!("{CHALLENGES}/chl_01JD8ZQ4T5M6N7P8Q9R0S1T2V3/check");
    eve.post(&unknown, json!({ "code": code })).await.expect_problem(404, "not_found");
}

/// M40-T02
#[tokio::test(flavor = "multi_thread")]
async fn a_code_of_one_purpose_or_an_older_one_is_none_of_another() {
    let world = World::new().await;
    let ana = world.customer("ana@example.com").await;
    let older = ask(&ana, OTHER, "verify_phone").await.expect(202);
    let older_code = world.sms_code_sent_to(OTHER).await;
    let newer = ask(&ana, NUMBER, "verify_phone").await.expect(202);
    let code = world.sms_code_sent_to(NUMBER).await;
    check(&ana, &older, &older_code).await.expect_problem(410, "otp_expired");
    check(&ana, &newer, &code).await.expect(200);
    let change = ask(&ana, NUMBER, "change_phone").await.expect(202);
    check(&ana, &change, &code).await.expect_problem(422, "otp_invalid");
    check(&ana, &change, &world.sms_code_sent_to(NUMBER).await).await.expect(200);
}

/// M40-T04
#[tokio::test(flavor = "multi_thread")]
async fn three_texts_in_a_quarter_of_an_hour_go_to_a_number_and_for_an_account() {
    let world = World::new().await;
    // Just before a border of the clock's quarters, which changes nothing.
    world.advance(890);
    let (ana, mut eve) = (world.customer("ana@example.com").await, world.customer("eve@example.com").await);
    let first = ask(&ana, NUMBER, "verify_phone").await.expect(202);
    world.settle().await;
    world.advance(60);
    let second = ask(&ana, NUMBER, "verify_phone").await.expect(202);
    assert_eq!(first.text("/id"), second.text("/id"), "the same code is sent again");
    world.settle().await;
    world.advance(60);
    ask(&eve, NUMBER, "verify_phone").await.expect(202);
    world.advance(1);
    for customer in [&ana, &eve] {
        let refused = ask(customer, NUMBER, "verify_phone").await.expect_problem(429, "rate_limited");
        assert_eq!(refused.header("retry-after"), Some("779"));
    }
    ask(&ana, OTHER, "verify_phone").await.expect(202);
    ask(&ana, "+442079460958", "verify_phone").await.expect_problem(429, "rate_limited");
    world.settle().await;
    assert_eq!(world.texts_to(NUMBER).len(), 3);
    let codes: Vec<String> = world.texts_to(NUMBER).iter().map(|text| text.text.clone()).collect();
    assert!(codes[1] == codes[2] && codes[0] != codes[1], "{codes:?}");
    world.advance(779);
    back(&world, &mut eve).await;
    ask(&eve, NUMBER, "verify_phone").await.expect(202);
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_texts_a_day_go_to_a_number() {
    let world = World::new().await;
    let mut sent = 0;
    for number in 0..12 {
        // Each is another account: what is counted is the number.
        let customer = world.customer(&format!("c{number}@example.com")).await;
        let answer = ask(&customer, NUMBER, "verify_phone").await;
        if answer.status == 202 {
            sent += 1;
        } else {
            answer.expect_problem(429, "rate_limited");
        }
        world.advance(1_000);
    }
    assert_eq!(sent, 10);
    world.advance(24 * 60 * 60 - 12_000);
    ask(&world.customer("next@example.com").await, NUMBER, "verify_phone").await.expect(202);
}

/// M40-T05
#[tokio::test(flavor = "multi_thread")]
async fn no_more_texts_than_its_budget_go_to_a_country_in_an_hour() {
    let world = shop(&[("SmsHourlyBudget", "2")]).await;
    let mut customers = Vec::new();
    for number in 0..4 {
        customers.push(world.customer(&format!("c{number}@example.com")).await);
    }
    for (customer, end) in customers.iter().zip(1..=2) {
        ask(customer, &format!("+491511234567{end}"), "verify_phone").await.expect(202);
    }
    let refused = ask(&customers[2], NUMBER, "verify_phone").await.expect_problem(429, "sms_budget_spent");
    assert_eq!(refused.header("retry-after"), Some("3600"));
    ask(&customers[3], OTHER, "verify_phone").await.expect(202);
    world.settle().await;
    assert!(world.texts_to(NUMBER).is_empty());
    world.advance(3_600);
    let later = world.customer("later@example.com").await;
    ask(&later, NUMBER, "verify_phone").await.expect(202);
}

#[tokio::test(flavor = "multi_thread")]
async fn texts_go_only_to_the_countries_that_the_shop_lists() {
    let world = shop(&[("SmsCallingCodes", "1,44")]).await;
    let ana = world.customer("ana@example.com").await;
    ask(&ana, NUMBER, "verify_phone").await.expect_problem(403, "phone_blocked");
    ask(&ana, "+870773123456", "verify_phone").await.expect_problem(403, "phone_blocked");
    ask(&ana, OTHER, "verify_phone").await.expect(202);
    ask(&ana, "030 123456", "verify_phone").await.expect_problem(422, "validation_failed");
    ask(&ana, OTHER, "log_in").await.expect_problem(422, "validation_failed");
}

/// M40-T06
#[tokio::test(flavor = "multi_thread")]
async fn another_number_needs_the_one_before_it() {
    let world = World::new().await;
    let ana = world.customer("ana@example.com").await;
    ask(&ana, NUMBER, "change_phone").await.expect_problem(409, "phone_not_verified");
    prove(&world, &ana, NUMBER, "verify_phone").await;
    ask(&ana, OTHER, "verify_phone").await.expect_problem(403, "phone_proof_required");
    ask(&ana, OTHER, "change_phone").await.expect_problem(409, "phone_not_verified");
    ana.patch("/v1/me/profile", json!({ "phone": null })).await.expect(200);
    ask(&ana, OTHER, "verify_phone").await.expect_problem(403, "phone_proof_required");
    let proved = prove(&world, &ana, NUMBER, "change_phone").await;
    assert_eq!(proved.text("/change_allowed_until"), "2026-01-01T00:10:00Z");
    let changed = prove(&world, &ana, OTHER, "verify_phone").await;
    assert_eq!((changed.text("/phone"), &changed.body["change_allowed_until"]), (OTHER, &Value::Null));
    assert_eq!(ana.get("/v1/me/profile").await.expect(200).text("/phone"), OTHER);
    ask(&ana, NUMBER, "verify_phone").await.expect_problem(403, "phone_proof_required");
    world.settle().await;
    assert!(world.mail_to("ana@example.com").iter().any(|mail| mail.subject.contains("was changed")));
}

/// M40-T06
#[tokio::test(flavor = "multi_thread")]
async fn a_removed_number_leaves_a_day_without_one() {
    let world = World::new().await;
    let ana = world.customer("ana@example.com").await;
    ana.delete("/v1/me/phone").await.expect_problem(404, "not_found");
    prove(&world, &ana, NUMBER, "verify_phone").await;
    let pending = ask(&ana, NUMBER, "verify_phone").await.expect(202);
    let code = world.sms_code_sent_to(NUMBER).await;
    ana.delete("/v1/me/phone").await.expect(204);
    check(&ana, &pending, &code).await.expect_problem(410, "otp_expired");
    let none = ana.get("/v1/me/phone").await.expect(200);
    assert_eq!((&none.body["phone"], none.text("/cools_down_until")), (&Value::Null, "2026-01-02T00:00:00Z"));
    assert_eq!(ana.get("/v1/me/profile").await.expect(200).body["phone"], Value::Null);
    let refused = ask(&ana, OTHER, "verify_phone").await.expect_problem(403, "phone_cooling_down");
    assert_eq!(refused.header("retry-after"), Some("86400"));
    world.settle().await;
    assert!(world.mail_to("ana@example.com").iter().any(|mail| mail.subject.contains("was removed")));
    for action in ["phone.removed", "phone.verified"] {
        assert_eq!(audited(&world, ana.id, action).await, 1, "{action}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_borrowed_device_neither_asks_for_codes_nor_removes_the_number() {
    let world = World::new().await;
    let mut ana = world.customer("ana@example.com").await;
    let asked = ask(&ana, NUMBER, "verify_phone").await.expect(202);
    let code = world.sms_code_sent_to(NUMBER).await;
    world.advance(599);
    check(&ana, &asked, &code).await.expect(200);
    world.advance(2);
    awake(&world, &mut ana).await;
    ask(&ana, NUMBER, "verify_phone").await.expect_problem(403, "step_up_required");
    ana.delete("/v1/me/phone").await.expect_problem(403, "step_up_required");
    ana.get("/v1/me/phone").await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_is_delivered_twice_is_one_text() {
    let world = World::new().await;
    world.stack.queues().behave(emulator::queue::Delivery { twice: true, newest_first: true });
    let ana = world.customer("ana@example.com").await;
    prove(&world, &ana, NUMBER, "verify_phone").await;
    world.settle().await;
    assert_eq!((world.texts_to(NUMBER).len(), world.mail_to("ana@example.com").len()), (1, 1));
}

/// M40-T03
#[tokio::test(flavor = "multi_thread")]
async fn a_code_is_in_the_text_and_nowhere_else() {
    let world = World::new().await;
    let ana = world.customer("ana@example.com").await;
    let asked = ask(&ana, NUMBER, "verify_phone").await.expect(202);
    let code = world.sms_code_sent_to(NUMBER).await;
    check(&ana, &asked, &wrong(&code, 1)).await.expect_problem(422, "otp_invalid");
    let answer = check(&ana, &asked, &code).await.expect(200);
    world.settle().await;
    let items = world.ask_database("Scan", json!({ "TableName": world.table_name() })).await;
    let is_code = |text: &str| text.split(|letter: char| !letter.is_ascii_alphanumeric()).any(|word| word == code);
    assert!(!is_code(&items.to_string()), "the code is in the table");
    assert!(!is_code(&asked.body.to_string()) && !is_code(&answer.body.to_string()));
    let history = world.store().table().history("phone", &ana.id.to_string()).await.unwrap();
    let kinds: Vec<&str> = history.iter().map(|event| event.kind.as_str()).collect();
    assert_eq!(kinds, ["phone.challenge_requested", "phone.verified"]);
    for event in &history {
        let told = serde_json::to_string(event).unwrap();
        assert!(!is_code(&told) && !told.contains("15112345678"), "{told}");
    }
    assert!(world.mail_to("ana@example.com").iter().all(|mail| !is_code(mail.text.as_deref().unwrap_or_default())));
}
