//! Files are named for what is in them, stay short, and stand where the README says.

use super::{read, root, sources};

/// Names that say nothing about what is inside.
const EMPTY_NAMES: &[&str] =
    &["utils", "util", "helpers", "helper", "common", "misc", "types", "models", "core", "manager"];
/// A file with this many lines is two files.
const TOO_MANY_LINES: usize = 450;

#[test]
fn no_file_or_folder_has_a_name_that_says_nothing() {
    for path in sources() {
        let inside = path.strip_prefix(root()).expect("ours").with_extension("");
        let empty = inside.iter().find(|part| EMPTY_NAMES.iter().any(|name| part.eq_ignore_ascii_case(name)));
        assert!(empty.is_none(), "{} is named {empty:?}", path.display());
    }
}

#[test]
fn no_file_is_too_long_to_be_read_at_once() {
    for path in sources() {
        let lines = read(&path).lines().count();
        assert!(lines < TOO_MANY_LINES, "{} has {lines} lines", path.display());
    }
}

/// Reads the map of models in the README: a row names files and folders in backticks, `{a,b}` standing for both.
#[test]
fn the_map_of_models_leads_to_files_that_exist() {
    let readme = read(&root().join("README.md"));
    let rows: Vec<&str> = readme
        .lines()
        .skip_while(|line| !line.starts_with("| model |"))
        .skip(2)
        .take_while(|line| line.starts_with('|'))
        .collect();
    assert!(rows.len() >= 10, "the map of models is gone: {rows:?}");
    for row in rows {
        let named: Vec<String> = row.split('`').skip(1).step_by(2).flat_map(spelled_out).collect();
        assert!(!named.is_empty(), "{row} names no file");
        for name in named {
            let places = [root().join("shared").join(&name), root().join(&name)];
            assert!(places.iter().any(|place| place.exists()), "{name} in {row:?} does not exist");
        }
    }
}

/// `store/{product,variant}.rs` as `store/product.rs` and `store/variant.rs`.
fn spelled_out(path: &str) -> Vec<String> {
    let parts = path.split_once('{').and_then(|(start, rest)| Some((start, rest.split_once('}')?)));
    match parts {
        Some((start, (choices, end))) => choices.split(',').map(|choice| format!("{start}{choice}{end}")).collect(),
        None => vec![path.to_owned()],
    }
}

#[test]
fn a_choice_in_braces_stands_for_each() {
    assert_eq!(spelled_out("store/{product,variant}.rs"), ["store/product.rs", "store/variant.rs"]);
    assert_eq!(spelled_out("functions/catalog"), ["functions/catalog"]);
}
