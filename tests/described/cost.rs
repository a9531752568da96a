//! The cost sheet says what the shop costs now.

use super::{read, root};

/// A change of what is used shows in review: `cargo run --quiet -- cost > infra/cost.md` writes the sheet anew.
#[tokio::test(flavor = "multi_thread")]
async fn the_cost_sheet_is_fresh() {
    let sheet = local::cost::sheet(testkit::world::template()).await.expect("a sheet");
    let kept = read(&root().join("infra/cost.md"));
    let differs = sheet.lines().zip(kept.lines()).find(|(now, kept)| now != kept);
    assert!(
        sheet == kept,
        "run `cargo run --quiet -- cost > infra/cost.md`; the first line that differs: {differs:#?}"
    );
}
