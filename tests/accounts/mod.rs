//! Accounts: who may log in, and how long that lasts.

mod account_deletion;
mod breached_passwords;
mod confusables;
mod email_change;
mod export;
mod key_rotation;
mod password_cost;
mod passwords;
mod person;
mod phone;
mod refusals;
mod registration;
mod second_factor;
mod sessions;

use std::collections::BTreeMap;

use serde_json::{Value, json};
use testkit::{Answer, Customer, World};

use crate::at_least_once::items;
use crate::cast::Cast;

/// The telephone number of Ana, whose things the paths name.
pub(crate) const OWN_PHONE: &str = "+4915112345678";

/// A password that is good enough.
const PASSWORD: &str = "vexed otters juggle";

async fn register(world: &World, email: &str, password: &str) -> Answer {
    world.visitor().post("/v1/auth/register", json!({ "email": email, "password": password })).await
}

async fn log_in(world: &World, email: &str, password: &str) -> Answer {
    world.visitor().post("/v1/auth/login", json!({ "email": email, "password": password })).await
}

async fn refresh(world: &World, token: &str) -> Answer {
    world.visitor().post("/v1/auth/refresh", json!({ "refresh_token": token })).await
}

async fn verify(world: &World, token: &str) -> Answer {
    world.visitor().post("/v1/auth/verify-email", json!({ "token": token })).await
}

/// The tokens that were mailed to an address, oldest first.
async fn mailed_tokens(world: &World, email: &str) -> Vec<String> {
    world.settle().await;
    let text = |mail: &emulator::mailbox::Mail| mail.text.clone().unwrap_or_default();
    let token = |text: String| Some(text.split_once("#token=")?.1.split_whitespace().next()?.to_owned());
    let mut tokens: Vec<String> = world.mail_to(email).iter().map(text).filter_map(token).collect();
    // They begin with their id, which sorts by age.
    tokens.sort();
    tokens
}

/// An account whose address is confirmed.
async fn account(world: &World, email: &str) {
    register(world, email, PASSWORD).await.expect(202);
    for token in mailed_tokens(world, email).await {
        verify(world, &token).await.expect(200);
    }
}

/// What a problem says, without what differs from request to request.
fn said(answer: &Answer) -> (u16, Value) {
    let mut body = answer.body.clone();
    if let Some(members) = body.as_object_mut() {
        members.remove("request_id");
    }
    (answer.status, body)
}

/// Everything that is kept of accounts, by its key: neither sessions nor what is counted.
async fn accounts(world: &World) -> BTreeMap<String, String> {
    let kept = ["USER#", "CREDENTIAL#", "TOKEN#", "UNIQ#"];
    let is_kept = |key: &String| kept.iter().any(|kind| key.starts_with(kind));
    let items: BTreeMap<_, _> = items(world).await.into_iter().filter(|(key, _)| is_kept(key)).collect();
    assert!(items.len() >= 3, "{:?}", items.keys());
    items
}

/// What paths of sessions and telephones name.
pub(crate) async fn value_for(cast: &Cast<'_>, _path: &str, variable: &str) -> Option<String> {
    match variable {
        "session_id" => Some(cast.session().await),
        "challenge_id" => Some(cast.challenge(&cast.ana_again().await, OWN_PHONE).await),
        _ => None,
    }
}

impl Cast<'_> {
    /// A session of Ana's, begun now.
    async fn session(&self) -> String {
        self.ana_again().await;
        let sessions = self.world.store().sessions().of_user(self.ana.id).await.expect("a look-up");
        sessions.last().expect("a session").id.to_string()
    }

    /// A code that is texted now to `phone`, of `person`.
    pub(crate) async fn challenge(&self, person: &Customer<'_>, phone: &str) -> String {
        let asked = json!({ "phone": phone, "purpose": "verify_phone" });
        person.post("/v1/me/phone/challenges", asked).await.expect(202).text("/id").to_owned()
    }
}
