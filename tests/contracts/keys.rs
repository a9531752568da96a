//! Keys are the store's: nobody else builds or reads one.

use super::{files, read, root};

/// What would build or read a key.
const MACROS: &[&str] = &["key!(", "part!("];

/// Whether a line has a text that begins like a key: `"ORDER#`.
fn begins_like_a_key(line: &str) -> bool {
    line.split('"').skip(1).step_by(2).any(|text| {
        let noun = text.split('#').next().unwrap_or_default();
        text.contains('#') && !noun.is_empty() && noun.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_')
    })
}

#[test]
fn nobody_but_the_store_builds_or_reads_a_key() {
    let rooms = ["functions", "shared"].into_iter().flat_map(|room| files(&root().join(room), ".rs"));
    let own = ["store", "table", "testkit"].map(|name| root().join("shared").join(name));
    let others: Vec<_> = rooms.filter(|path| !own.iter().any(|own| path.starts_with(own))).collect();
    assert!(others.len() > 100, "{} files", others.len());
    for path in others.iter().filter(|path| !path.ends_with("tests.rs")) {
        let text = read(path);
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        for line in code.lines().filter(|line| !line.trim_start().starts_with("//")) {
            let builds = MACROS.iter().any(|name| line.contains(name)) || begins_like_a_key(line);
            assert!(!builds, "{}: {line}", path.display());
        }
    }
}
