//! The pages of costs say what the shop costs now.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use super::{files, read, root};

/// What writes the pages anew.
const WRITE: &str = "UPDATE=1 cargo test -p tests described::cost";

fn folder() -> PathBuf {
    root().join("infra")
}

/// The pages that are there, by their path in the folder.
fn kept() -> BTreeSet<String> {
    let of_areas = folder().join("cost");
    let of_areas = if of_areas.is_dir() { files(&of_areas, "") } else { Vec::new() };
    let pages = of_areas.into_iter().chain([folder().join("cost.md")]).filter(|page| page.is_file());
    pages.map(|page| page.strip_prefix(folder()).expect("ours").display().to_string()).collect()
}

/// Writes the pages, and takes away those of areas that are gone.
fn write(pages: &BTreeMap<String, String>) {
    for gone in kept().iter().filter(|name| !pages.contains_key(*name)) {
        std::fs::remove_file(folder().join(gone)).expect("a page");
    }
    std::fs::create_dir_all(folder().join("cost")).expect("the folder of areas");
    for (name, page) in pages {
        std::fs::write(folder().join(name), page).expect("a page");
    }
}

/// A change of what is used shows in review, on the page of the area that it belongs to.
#[tokio::test(flavor = "multi_thread")]
async fn the_pages_of_costs_are_fresh() {
    let pages = local::cost::count(testkit::world::template()).await.expect("costs").pages();
    #[expect(clippy::disallowed_methods, reason = "a test that writes its own snapshot when told to")]
    if std::env::var("UPDATE").is_ok() {
        write(&pages);
    }
    assert_eq!(kept(), pages.keys().cloned().collect(), "one page for each area that costs something: run `{WRITE}`");
    for (name, page) in &pages {
        let kept = read(&folder().join(name));
        let differs = page.lines().zip(kept.lines()).find(|(now, kept)| now != kept);
        assert!(*page == kept, "infra/{name}: run `{WRITE}`; the first line that differs: {differs:#?}");
    }
}
