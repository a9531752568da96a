//! Lists: cursors are good for one caller and one query, limits have bounds, and parameters have names.

use serde_json::json;
use testkit::{Answer, World};

use super::{Scene, expect_code, expect_field, expect_refusal};
use crate::operation::operations;

/// The lists that go on, with what makes each of them another query.
fn lists(scene: &Scene<'_>) -> Vec<(String, Vec<&'static str>)> {
    vec![
        ("/v1/products?limit=1".to_owned(), vec!["&sort=price_asc", "&sort=price_desc", "&q=lamp"]),
        ("/v1/orders?limit=1".to_owned(), vec![]),
        ("/v1/admin/orders?limit=1".to_owned(), vec!["&day=2025-12-31", "&status=placed"]),
        ("/v1/admin/audit?limit=1".to_owned(), vec!["&day=2025-12-31", "&actor=guest", "&target=guest"]),
        (format!("/v1/admin/stock/{}/movements?limit=1", scene.lamp.variant.id), vec!["&month=2025-12"]),
    ]
}

/// Whoever may read the list.
async fn read(scene: &Scene<'_>, path: &str) -> Answer {
    if path.starts_with("/v1/admin/") { scene.admin.get(path).await } else { scene.ana.get(path).await }
}

/// A scene whose lists have more than one page.
async fn long_lists(world: &World) -> Scene<'_> {
    let scene = Scene::open(world).await;
    scene.ana.put("/v1/cart/address", testkit::world::an_address()).await.expect(200);
    scene.ana.put("/v1/cart/shipping-method", json!({ "code": "standard" })).await.expect(200);
    scene.ana.check_out_as("second").await.expect(201);
    for (key, variant) in [("a", &scene.lamp), ("b", &scene.lamp), ("c", &scene.rug), ("d", &scene.rug)] {
        let path = format!("/v1/admin/stock/{}/adjustments", variant.variant.id);
        scene.admin.post_once(&path, key, json!({ "change": 1, "reason": "count" })).await.expect(200);
    }
    world.settle().await;
    scene
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cursor_opens_only_the_list_it_was_given_for() {
    let world = World::new().await;
    let scene = long_lists(&world).await;
    let before = scene.fingerprint().await;
    let all = lists(&scene);
    let mut cursors = Vec::new();
    for (path, _) in &all {
        let page = read(&scene, path).await.expect(200);
        let cursor = page.text("/next_cursor").to_owned();
        assert!(!cursor.is_empty(), "{path}: {:#}", page.body);
        read(&scene, &format!("{path}&cursor={cursor}")).await.expect(200);
        cursors.push(cursor);
    }
    let long = "A".repeat(10_000);
    for (own, (path, others)) in all.iter().enumerate() {
        let good = &cursors[own];
        let flipped = format!("{}{}", if good.starts_with('A') { 'B' } else { 'A' }, &good[1..]);
        let tail = format!("{}{}", &good[..good.len() - 4], "AAAA");
        let extended = format!("{good}AAAA");
        for wrong in [
            "",
            "x",
            "%23",
            "%00",
            "%FF",
            "null",
            &long,
            &flipped,
            &tail,
            &extended,
            &good[..good.len() / 2],
            &good[4..],
        ] {
            let answer = read(&scene, &format!("{path}&cursor={wrong}")).await;
            expect_code(&format!("{path} {wrong:.30}"), &answer, 400, "malformed_cursor");
        }
        for (other, cursor) in cursors.iter().enumerate() {
            if other != own {
                let answer = read(&scene, &format!("{path}&cursor={cursor}")).await;
                expect_code(&format!("{path} with a cursor of {}", all[other].0), &answer, 400, "malformed_cursor");
            }
        }
        for filter in others {
            let answer = read(&scene, &format!("{path}{filter}&cursor={good}")).await;
            expect_code(&format!("{path}{filter}"), &answer, 400, "malformed_cursor");
        }
    }
    // The list of the same name is another one for another caller, and so are the movements of another variant.
    scene.bob.get(&format!("/v1/orders?limit=1&cursor={}", cursors[1])).await.expect_problem(400, "malformed_cursor");
    scene.admin.get(&format!("/v1/orders?limit=1&cursor={}", cursors[1])).await.expect_problem(400, "malformed_cursor");
    let rug = format!("/v1/admin/stock/{}/movements?limit=1&cursor={}", scene.rug.variant.id, cursors[3]);
    scene.admin.get(&rug).await.expect_problem(400, "malformed_cursor");
    scene.expect_unchanged(before).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_has_one_to_a_hundred_entries() {
    let world = World::new().await;
    let scene = Scene::open(&world).await;
    let paged: Vec<_> = operations().into_iter().filter(|operation| operation.takes_query("limit")).collect();
    assert!(paged.len() >= 4);
    for operation in &paged {
        let path = scene.path(operation);
        for wrong in ["0", "101", "x", "-1", "1.5", "", "%2B1x", "4294967297", "65537", "1e1", "%00", "%D9%A1"] {
            let answer = read(&scene, &format!("{path}?limit={wrong}")).await;
            expect_field(&format!("{path} {wrong}"), &answer, "/limit");
        }
        for fine in ["1", "100"] {
            read(&scene, &format!("{path}?limit={fine}")).await.expect(200);
        }
        for twice in ["limit=1&limit=2", "limit=1&limit=1", "limit=1&%6Cimit=1"] {
            let answer = read(&scene, &format!("{path}?{twice}")).await;
            expect_code(&format!("{path} {twice}"), &answer, 400, "unknown_parameter");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn parameters_that_mean_nothing_are_refused_everywhere() {
    let world = World::new().await;
    let scene = Scene::open(&world).await;
    let before = scene.fingerprint().await;
    for operation in operations() {
        let path = scene.path(&operation);
        for unknown in ["colour=red", "limit%00=1", "LIMIT=1", "%23=1", "colour", "a[]=1"] {
            let answer = scene.send(scene.request(&operation).at(format!("{path}?{unknown}"))).await;
            expect_code(&format!("{} {unknown}", operation.id), &answer, 400, "unknown_parameter");
        }
    }
    for path in ["/health?x=1", "/openapi.json?x=1"] {
        world.visitor().get(path).await.expect_problem(400, "unknown_parameter");
    }
    scene.expect_unchanged(before).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn parameters_of_the_wrong_form_are_named() {
    let world = World::new().await;
    let scene = Scene::open(&world).await;
    let long = "x".repeat(10_000);
    let movements = format!("/v1/admin/stock/{}/movements", scene.lamp.variant.id);
    for value in ["%00", "%23", "%0A", "x%E2%80%AE", "%FF", &long] {
        for (path, name) in [
            ("/v1/products", "sort"),
            ("/v1/admin/orders", "status"),
            ("/v1/admin/orders", "day"),
            ("/v1/admin/audit", "day"),
            (&movements, "month"),
        ] {
            let answer = read(&scene, &format!("{path}?{name}={value}")).await;
            expect_code(&format!("{path} {name} {value:.20}"), &answer, 422, "validation_failed");
        }
        let category = read(&scene, &format!("/v1/products?category={value}")).await;
        expect_refusal(&format!("category {value:.20}"), &category);
        let search = read(&scene, &format!("/v1/products?q={value}")).await;
        if matches!(value, "%23" | "%FF" | "%0A") {
            // A sign without letters is found nowhere, what is no UTF-8 is read as one, and white space is nothing to look for.
            search.expect(200);
        } else {
            expect_field(&format!("q {value:.20}"), &search, "/q");
        }
    }
    for day in ["2026-02-30", "2026-1-1", "20260101", "today", "2026-01-01T00:00:00Z", "-2026-01-01"] {
        expect_field(day, &scene.admin.get(&format!("/v1/admin/orders?day={day}")).await, "/day");
    }
}
