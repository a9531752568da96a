//! Shopify's columns of stock.

use serde_json::json;
use testkit::World;

use super::{counts, import, notices, ordered, page};

const HEADER: &str =
    "Handle,Title,Variant Inventory Tracker,Variant Inventory Qty,Variant Inventory Policy,Variant Price\n";

#[tokio::test(flavor = "multi_thread")]
async fn what_is_tracked_without_a_quantity_is_sold_out() {
    let world = World::new().await;
    let report = import(&world, format!("{HEADER}vase,Vase,shopify,,deny,5\n")).await;
    let vase = page(&world, "vase").await;
    assert_eq!((&vase["in_stock"], &vase["variants"][0]["available"]), (&json!(false), &json!(0)));
    ordered(&world, &vase, 1).await.expect_problem(409, "insufficient_stock");
    assert_eq!(notices(&report), [(2, "Variant Inventory Qty".to_owned(), "read_as".to_owned())]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_tracks_is_made_to_order() {
    let world = World::new().await;
    import(&world, format!("{HEADER}bowl,Bowl,,0,deny,5\n")).await;
    let bowl = page(&world, "bowl").await;
    assert_eq!((&bowl["in_stock"], &bowl["variants"][0]["available"]), (&json!(true), &json!(null)));
    ordered(&world, &bowl, 99).await.expect(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn tracking_begins_and_ends_with_the_file_and_units_stay_what_they_were() {
    let world = World::new().await;
    let bowl = |tracker: &str, quantity: &str| format!("{HEADER}bowl,Bowl,{tracker},{quantity},deny,5\n");
    import(&world, bowl("shopify", "7")).await;
    import(&world, bowl("", "7")).await;
    assert_eq!(page(&world, "bowl").await["variants"][0]["available"], json!(null));
    import(&world, "Handle,Title,Variant Inventory Tracker\nbowl,Bowl,shopify\n").await;
    assert_eq!(page(&world, "bowl").await["variants"][0]["available"], 7);
    import(&world, bowl("shopify", "9")).await;
    assert_eq!(page(&world, "bowl").await["variants"][0]["available"], 9);
    assert_eq!(counts(&import(&world, bowl("shopify", "9")).await), [0, 0, 1, 0]);
}
