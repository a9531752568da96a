//! The key that signs access tokens is replaced, and nobody is logged out by it.

use std::collections::BTreeMap;

use context::access_token::{LIFETIME, Principal, Signer};
use kernel::secret::unbase64url;
use kernel::time::{SignedDuration, Timestamp};
use operate::secrets::generate;
use operate::secrets::rotation::{Stage, rotate};
use reqwest::Method;
use runtime::ids::SystemIds;
use serde_json::{Map, Value};
use testkit::world::BEGINNING;
use testkit::{Answer, World, WorldOptions};

use super::{PASSWORD, account, log_in};

type Secret = Map<String, Value>;

fn fresh() -> Secret {
    generate(&SystemIds).unwrap().into_iter().map(|(name, value)| (name, Value::from(value))).collect()
}

fn step(secret: &Secret, stage: Stage, day: i64) -> Secret {
    let now = BEGINNING.parse::<Timestamp>().unwrap() + SignedDuration::from_hours(24 * day);
    rotate(secret.clone(), stage, now, &SystemIds).unwrap()
}

/// A shop whose functions have the keys of `secret`, as a deployment gives them.
async fn deployed(secret: &Secret) -> Result<World, String> {
    let key = |name: &str| (name.to_owned(), secret[name].as_str().unwrap().to_owned());
    let surroundings = BTreeMap::from([key("SIGNING_KEY"), key("VERIFYING_KEYS")]);
    World::open(WorldOptions { surroundings, ..WorldOptions::default() }).await.map_err(|fault| fault.to_string())
}

/// One part of a token: the header is 0, the claims are 1.
fn part(token: &str, number: usize) -> Value {
    let bytes = unbase64url(token.split('.').nth(number).unwrap()).unwrap();
    serde_json::from_slice(&bytes).unwrap()
}

/// The token that another key would have signed for whoever has `token`.
fn signed_by(key: &str, token: &str, now: Timestamp) -> String {
    let (claims, (kid, der)) = (part(token, 1), key.split_once(':').unwrap());
    let der = base64_of(der);
    let text = |name: &str| claims.get(name).and_then(Value::as_str).unwrap();
    let (user, session) = (text("sub").parse().unwrap(), text("sid").parse().unwrap());
    let principal = Principal { user, role: domain::identity::user::Role::Customer, session };
    Signer::new(&der, kid, text("iss")).sign(principal, "tst_1", now).unwrap().0
}

/// Standard base64, read through the URL-safe one.
fn base64_of(text: &str) -> Vec<u8> {
    unbase64url(&text.trim_end_matches('=').replace('+', "-").replace('/', "_")).unwrap()
}

async fn me(world: &World, token: &str) -> Answer {
    world.send(Method::GET, "/v1/me", &[("authorization", &format!("Bearer {token}"))], None).await
}

async fn published(world: &World) -> Vec<String> {
    let keys = world.visitor().get("/.well-known/jwks.json").await.expect(200);
    for key in keys.list("/keys") {
        assert!(key.get("d").is_none(), "{key}");
    }
    keys.list("/keys").iter().map(|key| key["kid"].as_str().unwrap().to_owned()).collect()
}

/// A token that the shop signed, and what the same person would carry had the other key signed it.
async fn tokens(world: &World, other: &str) -> (String, String) {
    account(world, "ana@example.com").await;
    let own = log_in(world, "ana@example.com", PASSWORD).await.expect(200).text("/access_token").to_owned();
    let theirs = signed_by(other, &own, world.now());
    (own, theirs)
}

/// A01-T03
#[tokio::test(flavor = "multi_thread")]
async fn the_next_key_is_published_before_it_signs_and_the_old_one_taken_until_its_last_token_expires() {
    let before = fresh();
    let announced = step(&before, Stage::Publish, 0);
    let (old, next) = (before["SIGNING_KEY"].as_str().unwrap(), announced["NEXT_SIGNING_KEY"].as_str().unwrap());
    let kid = |key: &str| Value::from(key.split(':').next().unwrap());

    let world = deployed(&announced).await.unwrap();
    let (own, of_next) = tokens(&world, next).await;
    assert_eq!(part(&own, 0)["kid"], kid(old));
    me(&world, &own).await.expect(200);
    me(&world, &of_next).await.expect(200);
    assert_eq!(published(&world).await.len(), 2);

    let signing = step(&announced, Stage::Sign, 1);
    let world = deployed(&signing).await.unwrap();
    let (own, of_old) = tokens(&world, old).await;
    assert_eq!(part(&own, 0)["kid"], kid(next));
    world.advance(LIFETIME - 1);
    me(&world, &own).await.expect(200);
    me(&world, &of_old).await.expect(200);
    let bearer = format!("Bearer {of_old}");
    world.send(Method::GET, "/v1/orders", &[("authorization", &bearer)], None).await.expect(200);
    world.advance(1);
    me(&world, &of_old).await.expect_problem(401, "token_expired");

    let world = deployed(&step(&signing, Stage::Withdraw, 2)).await.unwrap();
    let (own, of_old) = tokens(&world, old).await;
    me(&world, &own).await.expect(200);
    me(&world, &of_old).await.expect_problem(401, "unauthenticated");
    world.send(Method::GET, "/v1/orders", &[("authorization", &format!("Bearer {of_old}"))], None).await.expect(401);
    assert_eq!(published(&world).await, [kid(next)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_replaced_key_is_taken_no_more_at_once() {
    let before = fresh();
    let world = deployed(&step(&before, Stage::Replace, 0)).await.unwrap();
    let (own, of_old) = tokens(&world, before["SIGNING_KEY"].as_str().unwrap()).await;
    me(&world, &own).await.expect(200);
    me(&world, &of_old).await.expect_problem(401, "unauthenticated");
    assert_eq!(published(&world).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_that_would_log_everybody_out_or_give_themselves_away_do_not_open_a_shop() {
    let (mut strange, mut open) = (fresh(), fresh());
    strange["VERIFYING_KEYS"] = fresh()["VERIFYING_KEYS"].clone();
    assert!(deployed(&strange).await.err().unwrap().contains("SIGNING_KEY"));
    let mut set: Value = serde_json::from_str(open["VERIFYING_KEYS"].as_str().unwrap()).unwrap();
    set["keys"][0]["d"] = Value::from("AA");
    open["VERIFYING_KEYS"] = Value::from(set.to_string());
    let refused = deployed(&open).await.err().unwrap();
    assert!(refused.contains("private") && !refused.contains("AA\""), "{refused}");
}
