//! The map of models: a page for each area says where each noun is in every layer, and how it is kept.
//!
//! It is read from the files and the entities, so it is true; a noun that goes by other names in other layers shows.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use crate::AREAS;

/// The layers that a noun has a room in: heading, the folder of an area's rooms, and what the rooms are called in a link.
const LAYERS: [(&str, &str, &str); 4] = [
    ("Rules", "shared/domain/src/{area}", "rules"),
    ("Keys", "shared/store/src/{area}", "keys"),
    ("Use-cases", "shared/workflows/src/{area}", "use-cases"),
    ("HTTP", "functions/{area}/src/routes", "routes"),
];

/// Files that are no noun's.
const NO_NOUN: [&str; 4] = ["mod", "tests", "view", "memory"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The nouns that have a room in `folder`, each with its file, or with its folder where it has one.
fn rooms(folder: &Path) -> BTreeMap<String, PathBuf> {
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        let is_room = path.is_dir() || path.extension().is_some_and(|extension| extension == "rs");
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        // A file beside a folder of its name is the noun's own; the folder has its parts.
        if is_room
            && !NO_NOUN.contains(&name.as_str())
            && !found.get(&name).is_some_and(|known: &PathBuf| known.is_file())
        {
            found.insert(name, path);
        }
    }
    found
}

/// Every area that has rules, keys, use-cases or routes.
fn areas() -> BTreeSet<String> {
    let layers = ["shared/domain/src", "shared/store/src", "shared/workflows/src"].map(|layer| root().join(layer));
    let folders = layers.iter().flat_map(|layer| std::fs::read_dir(layer).unwrap().map(|entry| entry.unwrap().path()));
    folders
        .filter(|path| path.is_dir() && path.join("mod.rs").exists())
        .map(|path| path.file_name().unwrap().to_string_lossy().into_owned())
        .collect()
}

/// The page of an area.
fn page(area: &str) -> String {
    let layers = LAYERS.map(|(_, folder, _)| rooms(&root().join(folder.replace("{area}", area))));
    let nouns: BTreeSet<&String> = layers.iter().flat_map(BTreeMap::keys).collect();
    let heading = LAYERS.map(|(heading, ..)| heading).join(" | ");
    let mut page = format!(
        "# {area}\n\nWhere each noun is, and how it is kept. Written by `UPDATE=1 cargo test -p store`.\n\n\
         | Noun | {heading} |\n|---|---|---|---|---|\n"
    );
    for noun in nouns {
        let cells = LAYERS.iter().zip(&layers).map(|((_, _, called), rooms)| {
            rooms.get(noun).map_or_else(String::new, |path| {
                let file = if path.is_dir() { path.join("mod.rs") } else { path.clone() };
                let file = file.strip_prefix(root()).unwrap().display();
                format!("[{called}](../../{file})")
            })
        });
        writeln!(page, "| {noun} | {} |", cells.collect::<Vec<_>>().join(" | ")).unwrap();
    }
    if let Some(area) = AREAS.iter().find(|known| known.name == area) {
        page.push('\n');
        page.push_str(&area.page());
    }
    page
}

/// A change of rooms or keys shows in review: write the pages anew with `UPDATE=1`.
#[test]
fn the_page_of_each_area_is_fresh() {
    let folder = root().join("infra/models");
    let areas = areas();
    for area in &areas {
        let path = folder.join(format!("{area}.md"));
        let page = page(area);
        #[expect(clippy::disallowed_methods, reason = "a test that writes its own snapshot when told to")]
        if std::env::var("UPDATE").is_ok() {
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(&path, &page).unwrap();
        }
        let kept = std::fs::read_to_string(&path).unwrap_or_default();
        assert_eq!(kept, page, "infra/models/{area}.md: run this test with UPDATE=1");
    }
    let kept: BTreeSet<String> = kept_pages(&folder);
    assert_eq!(kept, areas, "a page without an area");
}

/// The pages that are kept, by area.
fn kept_pages(folder: &Path) -> BTreeSet<String> {
    let pages = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    pages.map(|path| path.file_stem().unwrap().to_string_lossy().into_owned()).collect()
}
