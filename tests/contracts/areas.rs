//! Which area may know which: inside `domain`, `store` and `workflows` they stand in one order, so they know one another in
//! no circle.

use std::path::{Path, PathBuf};

use super::{files, read, root};

/// The areas, innermost first: one knows those before it, and none after it. A new area is one line here.
///
/// What two areas share belongs to the inner one of them, or to `kernel` if it is a value. Identity stands so far out because a
/// log-in brings a cart along, and because whoever leaves is taken out of everything; others know people by their ids.
const ORDER: &[&str] = &[
    "engine",
    "audit",
    "notifications",
    "catalog",
    "inventory",
    "shipping",
    "pricing",
    "profiles",
    "shopping",
    "orders",
    "payments",
    "reviews",
    "identity",
];

/// The crates that are divided into areas.
const DIVIDED: &[&str] = &["domain", "store", "workflows"];

/// The folders of a crate that have a module file: its areas.
fn areas_of(source: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(source).unwrap_or_else(|error| panic!("{}: {error}", source.display()));
    let folders = entries.map(|entry| entry.expect("an entry").path());
    folders.filter(|folder| folder.join("mod.rs").is_file()).collect()
}

/// The modules at the crate's root that `text` names.
fn named(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices("crate::").flat_map(move |(at, start)| {
        let rest = text.get(at + start.len()..).unwrap_or_default();
        let names = rest.strip_prefix('{').and_then(|group| group.split_once("};")).map_or(rest, |(group, _)| group);
        let most = if rest.starts_with('{') { usize::MAX } else { 1 };
        names.split(',').map(|name| name.split(':').next().unwrap_or_default().trim()).take(most)
    })
}

#[test]
fn every_area_knows_only_areas_before_it() {
    for divided in DIVIDED {
        for folder in areas_of(&root().join("shared").join(divided).join("src")) {
            let area = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let own = ORDER.iter().position(|other| *other == area);
            let own = own.unwrap_or_else(|| panic!("{area} of {divided} stands nowhere in the order of areas"));
            for file in files(&folder, ".rs") {
                let text = read(&file);
                let outer = ORDER.iter().skip(own + 1).find(|outer| named(&text).any(|name| name == **outer));
                assert!(outer.is_none(), "{} must not know {outer:?}, which stands after {area}", file.display());
            }
        }
    }
}

#[test]
fn modules_are_found_alone_and_in_groups() {
    let text = "use crate::orders::order::Order;\nuse crate::{lifecycle, payments::refund};\npub(crate) fn at(x: crate::audit::Record)";
    assert_eq!(named(text).collect::<Vec<_>>(), ["orders", "lifecycle", "payments", "audit"]);
}
