//! What a password costs to guess, and how the hashes of yesterday become those of today.

use std::collections::BTreeMap;

use domain::identity::user::Credential;
use futures_util::future::join_all;
use kernel::id::UserId;
use serde_json::json;
use store::identity::user::CredentialRecord;
use table::{Stored, Tx};
use testkit::{World, WorldOptions};

use super::{account, log_in};

/// The password of [`OLD`].
const PASSWORD: &str = "correct horse battery staple";
/// A hash of it at the cost that holds if nothing else is said, computed by argon2-cffi as well.
const OLD: &str = "$argon2id$v=19$m=19456,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$gy5SuVm5Z7Vw7keB9se9p87QGcomaseB/S2U1OhTsM0";
/// Another cost.
const COST: &str = "m=12288,t=3,p=1";

/// A shop that asks for another cost than the usual one.
async fn world() -> World {
    let parameters = BTreeMap::from([("PasswordCost".to_owned(), COST.to_owned())]);
    World::with(WorldOptions { parameters, ..WorldOptions::default() }).await
}

async fn credential(world: &World, email: &str) -> Stored<CredentialRecord> {
    let (store, email) = (world.store(), email.parse().unwrap());
    let user: UserId = store.users().id_by_email(&email).await.unwrap().expect("an account");
    store.users().with_credential(user).await.unwrap().expect("a credential").1
}

/// An account whose password was hashed at the cost of before.
async fn old_account(world: &World, email: &str) {
    account(world, email).await;
    let stored = credential(world, email).await;
    let old = Credential { hash: OLD.to_owned(), ..(*stored).clone() };
    Tx::<()>::new().replace(&stored, &old).commit(world.store().table()).await.unwrap();
}

/// A09-T01
#[tokio::test(flavor = "multi_thread")]
async fn a_log_in_hashes_the_password_anew_when_the_shop_asks_for_another_cost() {
    let world = world().await;
    old_account(&world, "ana@example.com").await;
    log_in(&world, "ana@example.com", "not her password").await.expect_problem(401, "invalid_credentials");
    assert_eq!(credential(&world, "ana@example.com").await.hash, OLD, "a wrong password changes nothing");
    log_in(&world, "ana@example.com", PASSWORD).await.expect(200);
    let remade = credential(&world, "ana@example.com").await;
    assert!(remade.hash.starts_with(&format!("$argon2id$v=19${COST}$")), "{}", remade.hash);
    log_in(&world, "ana@example.com", PASSWORD).await.expect(200);
    let again = credential(&world, "ana@example.com").await;
    assert_eq!((&again.hash, again.version()), (&remade.hash, remade.version()), "once is enough");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_logs_in_at_the_same_time_is_not_kept_out() {
    let world = world().await;
    old_account(&world, "ana@example.com").await;
    let before = credential(&world, "ana@example.com").await.version();
    for answer in join_all((0..4).map(|_| log_in(&world, "ana@example.com", PASSWORD))).await {
        answer.expect(200);
    }
    let after = credential(&world, "ana@example.com").await;
    assert!(after.hash.starts_with(&format!("$argon2id$v=19${COST}$")), "{}", after.hash);
    assert_eq!(after.version(), before + 1, "one of them hashed it anew");
}

#[tokio::test(flavor = "multi_thread")]
async fn new_passwords_have_the_cost_that_the_shop_asks_for() {
    let world = world().await;
    account(&world, "ana@example.com").await;
    let cost = |hash: &str| hash.split('$').nth(3).map(str::to_owned);
    assert_eq!(cost(&credential(&world, "ana@example.com").await.hash).as_deref(), Some(COST));
    let login = log_in(&world, "ana@example.com", super::PASSWORD).await.expect(200);
    let bearer = format!("Bearer {}", login.text("/access_token"));
    let body = json!({ "current_password": super::PASSWORD, "new_password": PASSWORD });
    let headers = [("authorization", bearer.as_str())];
    world.send(reqwest::Method::POST, "/v1/me/password", &headers, Some(&body)).await.expect(204);
    assert_eq!(cost(&credential(&world, "ana@example.com").await.hash).as_deref(), Some(COST));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shop_whose_passwords_would_be_cheap_to_guess_does_not_open() {
    for cost in ["m=9216,t=2,p=1", "m=19456,t=99,p=1"] {
        let parameters = BTreeMap::from([("PasswordCost".to_owned(), cost.to_owned())]);
        let refused = World::open(WorldOptions { parameters, ..WorldOptions::default() }).await;
        let reason = refused.err().expect("no shop").to_string();
        assert!(reason.contains("HASHING_COST"), "{reason}");
    }
}
