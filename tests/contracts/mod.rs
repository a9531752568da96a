//! What the parts of the repository promise each other, and the world outside.

mod closed;
mod cost;
mod fields;
mod infrastructure;
mod invoke;
mod layers;
mod names;
mod operations;
mod permissions;
mod problems;
mod resources;
mod template;
mod watch;

use std::path::{Path, PathBuf};

/// The repository's folder.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the repository").to_owned()
}

/// Every file below `folder` whose name ends so, in order; what is built or fetched is left out.
fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
            let path = entry.expect("an entry").path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if path.is_dir() && name != "target" && !name.starts_with('.') {
                folders.push(path);
            } else if path.is_file() && name.ends_with(ending) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// Our Rust sources.
fn sources() -> Vec<PathBuf> {
    ["functions", "shared", "infra", "tests"].iter().flat_map(|room| files(&root().join(room), ".rs")).collect()
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
