//! Wishes of several devices that log in to one account at once.

use std::collections::BTreeSet;

use futures_util::future::{join, join_all};
use serde_json::{Value, json};
use testkit::{World, a_product};
use workflows::shopping::wishlist::merge::merge_guest_wishlist;

use super::rounds;

/// So many devices, each of which logs in twice at once.
const DEVICES: usize = 4;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn devices_that_log_in_together_bring_every_wish_once() {
    let world = World::new().await;
    let functions = &world.stack.stack_state().functions;
    let front =
        functions.iter().find(|function| function.spec.logical_id == "IdentityHttpFunction").expect("a function");
    let cx = runtime::work::context(&front.app, "system", "race");
    let mut lamps = Vec::new();
    for number in 0..=DEVICES {
        lamps.push(world.sells(a_product(&format!("Lamp {number}"))).await);
    }
    let wish = |number: usize| json!({ "variant_id": lamps[number].variant.id });
    for round in 0..rounds() {
        let ana = world.customer(&format!("ana{round}@example.com")).await;
        let mut tokens = Vec::new();
        for device in 0..DEVICES {
            let guest = world.guest_with(&[&lamps[0]], 1).await;
            // One wish in common, and one of its own.
            for number in [DEVICES, device] {
                guest.post("/v1/wishlists/items", wish(number)).await.expect(201);
            }
            tokens.push(guest.token);
        }
        let log_ins =
            tokens.iter().flat_map(|token| [token, token]).map(|token| merge_guest_wishlist(&cx, ana.id, token));
        let wishing = join_all((0..DEVICES).map(|number| ana.post("/v1/wishlists/items", wish(number))));
        let (merged, wished) = join(join_all(log_ins), wishing).await;
        for outcome in merged {
            outcome.expect("the wishes come along");
        }
        assert!(wished.iter().all(|answer| [200, 201].contains(&answer.status)), "round {round}");
        let lists = ana.get("/v1/wishlists").await.expect(200);
        assert_eq!(lists.list("/items").len(), 1, "round {round}: {:#}", lists.body);
        let list = ana.get(&format!("/v1/wishlists/{}", lists.text("/items/0/id"))).await.expect(200);
        let variants: BTreeSet<&str> =
            list.list("/items").iter().filter_map(|item: &Value| item["variant_id"].as_str()).collect();
        let told = (list.list("/items").len(), variants.len(), list.number("/item_count"));
        assert_eq!(told, (DEVICES + 1, DEVICES + 1, 5), "round {round}: {:#}", list.body);
    }
}
