//! Files are named for what is in them, stay short, and stand where the README says.

use super::{files, read, root, sources};

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

/// The pages of areas, which `shared/store` writes from the code.
fn pages() -> Vec<String> {
    let pages = files(&root().join("infra/models"), ".md");
    let mut names: Vec<String> =
        pages.iter().map(|page| page.file_stem().expect("a name").to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn the_readme_leads_to_the_page_of_every_area() {
    let readme = read(&root().join("README.md"));
    let rows = readme.lines().skip_while(|line| !line.starts_with("| area | models |")).skip(2);
    let rows = rows.take_while(|line| line.starts_with('|'));
    let mut linked: Vec<String> = rows
        .map(|row| {
            let (name, rest) =
                row.trim_start_matches("| [").split_once(']').unwrap_or_else(|| panic!("{row} leads nowhere"));
            assert!(rest.starts_with(&format!("(infra/models/{name}.md) |")), "{row} leads elsewhere");
            name.to_owned()
        })
        .collect();
    linked.sort();
    assert_eq!(linked, pages());
}
