//! Catalogs from other shops: what a merchant's file says is in the shop afterwards, or the report says why not.

mod columns;
mod exports;
mod handles;
mod ledger;
mod messy;
mod separators;
mod stock;

use reqwest::Method;
use serde_json::Value;
use testkit::{Answer, World};

/// A whole product: every column that is read, and every field told.
const FULL: &str = "\
Handle,Title,Body (HTML),Vendor,Type,Tags,Published,Option1 Name,Option1 Value,Variant SKU,Variant Grams,Variant Inventory Tracker,\
Variant Inventory Qty,Variant Inventory Policy,Variant Price,Variant Compare At Price,Variant Requires Shipping,Variant Taxable,\
Variant Barcode,Image Src,Image Position,Image Alt Text,Gift Card,SEO Title,SEO Description,Variant Image,Status
lamp,Desk lamp,<p>Brass.</p>,Acme,Home > Light,\"brass, desk\",true,Title,Default Title,LMP-1,900,shopify,1,deny,20.00,25.00,true,true,\
4006381333931,https://i.example/lamp.jpg,1,A lamp,false,Lamp | Acme,A brass lamp.,https://i.example/lamp.jpg,active
rug,Rug,<p>Wool.</p>,Acme,Home > Floor,wool,false,Title,Default Title,RUG-1,4000,shopify,3,deny,90.00,,true,true,\
,https://i.example/rug.jpg,1,A rug,false,,,,draft
card,Gift card,<p>For anybody.</p>,Acme,Cards,gift,true,Title,Default Title,CRD-1,0,,0,deny,50.00,,false,false,\
,https://i.example/card.jpg,1,A card,true,,,,active
";

async fn import(world: &World, csv: impl Into<Vec<u8>>) -> Answer {
    let report = world.send_raw(Method::POST, "/_local/import", &[], csv.into()).await.expect(200);
    world.settle().await;
    report
}

/// Created, updated, unchanged, skipped.
fn counts(report: &Answer) -> [i64; 4] {
    ["/created", "/updated", "/unchanged", "/skipped"].map(|count| report.number(count))
}

/// Line, column and code of each notice.
fn notices(report: &Answer) -> Vec<(u64, String, String)> {
    let text = |notice: &Value, name: &str| notice[name].as_str().unwrap_or_default().to_owned();
    let notice =
        |notice: &Value| (notice["line"].as_u64().unwrap_or_default(), text(notice, "column"), text(notice, "code"));
    report.list("/notices").iter().map(notice).collect()
}

/// What shoppers see of a product, without the time at which it changed.
async fn page(world: &World, slug: &str) -> Value {
    let mut page = world.visitor().get(&format!("/v1/products/{slug}")).await.expect(200).body;
    page.as_object_mut().expect("a product").remove("updated_at");
    page
}

/// How a shop takes an order for so many of a product.
async fn ordered(world: &World, page: &Value, quantity: u32) -> Answer {
    let item = serde_json::json!({ "variant_id": page.pointer("/variants/0/id"), "quantity": quantity });
    world.visitor().post("/v1/cart/items", item).await
}
