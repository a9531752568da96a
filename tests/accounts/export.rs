//! All that the shop knows about somebody, handed out to them and to nobody else.

use emulator::aws::{Outage, OutageKind, Service};
use emulator::queue::Delivery;
use reqwest::Method;
use serde_json::{Value, json};
use testkit::World;
use testkit::fault::Fault;

use super::person::{Person, download, fetch};
use crate::fault_injection::{Fragile, fragile};

#[tokio::test(flavor = "multi_thread")]
async fn somebody_gets_everything_that_the_shop_knows_about_them_and_nothing_of_another() {
    let world = World::new().await;
    let (ana, bob) = (Person::new(&world, "Quillon").await, Person::new(&world, "Brackwater").await);
    for person in [&ana, &bob] {
        person.tell_all().await;
        let order = person.buy().await;
        person.cancel(&order).await;
        world.advance(1);
        person.fill_cart().await;
    }
    let asked = ana.ask_for_data().await;
    assert_eq!(asked.text("/state"), "requested");
    let found = ana.send(Method::GET, "/v1/me/export", None).await.expect(200);
    assert_eq!((found.text("/state"), found.text("/id")), ("ready", asked.text("/id")));
    bob.send(Method::GET, "/v1/me/export", None).await.expect_problem(404, "not_found");

    let token = ana.export_token();
    let there = download(&world, &token).await.expect(200);
    let (status, files) = fetch(there.text("/url")).await;
    assert_eq!(status, 200);
    let size = found.number("/bytes");
    assert!(size > 1000, "{size}");
    let parsed = |name: &str| serde_json::from_str::<Value>(&files[name]).unwrap();
    for name in ["account", "sessions", "addresses", "interests", "orders", "cart"] {
        let text = &files[&format!("{name}.json")];
        assert!(text.to_lowercase().contains("quillon"), "{name}: {text}");
    }
    for name in
        ["address_book", "location", "packaging", "notification_preferences", "data_exports", "payments", "refunds"]
    {
        assert_eq!(parsed(&format!("{name}.json")).as_array().unwrap().len(), 1, "{name}");
    }
    assert_eq!(parsed("profile.json")[0]["phone"], "+14155550132");
    let audit = parsed("audit.json");
    let told =
        |list: &str| audit[list].as_array().unwrap().iter().any(|entry| entry["action"] == "data_export.requested");
    assert!(told("done_by_you") && told("done_to_your_account"), "{audit}");
    let readme = &files["README.txt"];
    for (name, text) in &files {
        assert!(name == "README.txt" || readme.contains(name.as_str()), "{name} is explained");
        for foreign in ["rackwater", "brackwater", "argon2", "secret_hash", "\"chain\"", bob.id.as_str()] {
            assert!(!text.contains(foreign), "{foreign} in {name}");
        }
    }
    let shown = store::shapes::all().filter(|noun| matches!(noun.person, table::Person::Shown(_))).count();
    assert_eq!(files.len(), shown + 6, "{:?}", files.keys());
    assert_eq!(world.dead_letters(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_works_for_a_day_a_url_for_five_minutes_and_the_archive_goes_by_itself() {
    let world = World::new().await;
    let ana = Person::new(&world, "Quillon").await;
    ana.ask_for_data().await;
    let token = ana.export_token();
    let first = download(&world, &token).await.expect(200);
    assert_eq!(fetch(first.text("/url")).await.0, 200);
    world.advance(299);
    assert_eq!(fetch(first.text("/url")).await.0, 200);
    world.advance(1);
    assert_eq!(fetch(first.text("/url")).await.0, 403);
    let second = download(&world, &token).await.expect(200);
    let url = second.text("/url");
    assert_eq!(fetch(url).await.0, 200);
    let other = url.replace("exp_", "exp_0");
    assert_eq!(fetch(&other).await.0, 403, "the key is signed");
    assert_eq!(fetch(&url.replace("Expires=300", "Expires=900")).await.0, 403, "the time is signed");
    let bare = url.split('?').next().unwrap();
    assert_eq!(fetch(bare).await.0, 403, "nothing is public");
    assert!(!url.contains(&ana.id) && !url.contains("quillon"), "{url}");
    world.advance(86_400);
    download(&world, &token).await.expect_problem(410, "token_spent");
    world.advance(86_400);
    assert!(world.stack.stack_state().objects.all().is_empty());
    let login = super::log_in(&world, &ana.email, super::PASSWORD).await.expect(200);
    let bearer = format!("Bearer {}", login.text("/access_token"));
    let found = world.send(Method::GET, "/v1/me/export", &[("authorization", &bearer)], None).await.expect(200);
    assert_eq!(found.text("/state"), "expired");
}

#[tokio::test(flavor = "multi_thread")]
async fn only_a_token_that_was_mailed_for_it_leads_to_an_archive() {
    let world = World::new().await;
    let ana = Person::new(&world, "Quillon").await;
    ana.ask_for_data().await;
    let token = ana.export_token();
    let id = token.split('.').next().unwrap();
    for forged in ["", "x", &format!("{id}.forged"), "tok_01JD8ZQ4T5M6N7P8Q9R0S1T2V3.x"] {
        download(&world, forged).await.expect_problem(422, "token_invalid");
    }
    world.visitor().post("/v1/auth/forgot-password", json!({ "email": ana.email })).await.expect(202);
    let reset = super::mailed_tokens(&world, &ana.email).await.pop().unwrap();
    download(&world, &reset).await.expect_problem(422, "token_invalid");
    super::verify(&world, &token).await.expect_problem(422, "token_invalid");
    download(&world, &token).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_archive_is_asked_for_by_who_proved_to_be_themself_and_three_times_a_day() {
    let world = World::new().await;
    world.send(Method::POST, "/v1/me/export", &[], None).await.expect_problem(401, "unauthenticated");
    let ana = world.customer("ana@example.com").await;
    let ask = async |key: &str| ana.send(Method::POST, "/v1/me/export", &[("idempotency-key", key)], None).await;
    let first = ask("first").await.expect(202);
    assert_eq!(ask("first").await.expect(202).text("/id"), first.text("/id"));
    ask("second").await.expect(202);
    ask("third").await.expect(202);
    let refused = ask("fourth").await.expect_problem(429, "rate_limited");
    assert!(refused.header("retry-after").is_some());
    assert_eq!(world.store().exports().of_user(ana.id).await.unwrap().len(), 3);
    world.advance(10 * 60);
    let fresh = world.token_for(ana.principal);
    let late = world.send(Method::POST, "/v1/me/export", &[("authorization", &format!("Bearer {fresh}"))], None).await;
    late.expect_problem(403, "step_up_required");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_comes_twice_makes_one_archive_and_one_mail() {
    let world = World::new().await;
    let ana = Person::new(&world, "Quillon").await;
    world.stack.queues().behave(Delivery { twice: true, newest_first: true });
    ana.ask_for_data().await;
    world.pass(400).await;
    let mails = world.mail_to(&ana.email);
    assert_eq!(mails.iter().filter(|mail| mail.subject.starts_with("Your data")).count(), 1);
    assert_eq!(world.stack.stack_state().objects.all().len(), 1);
    assert_eq!(world.dead_letters(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_archive_that_cannot_be_stored_is_given_up_after_some_tries_and_said_so() {
    let world = World::new().await;
    let ana = Person::new(&world, "Quillon").await;
    let outages = &world.stack.stack_state().outages;
    outages.begin(Service::S3, Outage { kind: OutageKind::Unavailable, requests: None });
    let user = ana.id.parse().unwrap();
    let asked = ana.ask_for_data().await;
    let export = asked.text("/id").parse().unwrap();
    for _ in 0..5 {
        world.pass(360).await;
    }
    let given_up = world.store().exports().by_id(user, export).await.unwrap().unwrap();
    assert!(given_up.failed_at.is_some() && given_up.archive.is_none(), "{given_up:?}");
    outages.lift(Service::S3);
    assert_eq!(world.dead_letters(), 0);
    assert!(world.stack.stack_state().objects.all().is_empty());
}

async fn exported_under(fault: Fault) {
    let Fragile { world, plan } = &fragile().await;
    let mut number = 1;
    loop {
        let what = format!("{fault:?} at call {number} of an export");
        let ana = world.customer(&format!("ana-{number}@example.com")).await;
        ana.send(Method::POST, "/v1/me/export", &[], None).await.expect(202);
        world.settle().await;
        world.advance(15);
        plan.arm(Some((number, fault)));
        world.settle().await;
        let calls = plan.calls().len();
        plan.arm(None);
        for _ in 0..4 {
            world.pass(361).await;
        }
        let export = world.store().exports().of_user(ana.id).await.unwrap().remove(0);
        let archive = export.archive.as_ref().unwrap_or_else(|| panic!("{what}: {export:?}"));
        assert!(archive.bytes > 0, "{what}");
        let stored = world.stack.stack_state().objects.all();
        assert_eq!(stored.iter().filter(|object| object.key == export.object_key()).count(), 1, "{what}");
        let mails = world.mail_to(&ana.email);
        let told = mails.iter().filter(|mail| mail.subject.starts_with("Your data")).count();
        assert!((1..=2).contains(&told), "{what}: {told} mails");
        if calls < usize::try_from(number).unwrap() {
            break;
        }
        number += 1;
    }
    assert!(number > 15, "only {number} calls were seen");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_survives_calls_that_fail() {
    exported_under(Fault::Before).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_survives_a_crash_after_each_call() {
    exported_under(Fault::CrashAfter).await;
}
