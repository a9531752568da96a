//! Log lines have the same field names everywhere: those of one list.

use std::collections::BTreeSet;

use super::{read, root, sources};

/// How a log line begins.
const EVENTS: [&str; 5] =
    ["tracing::trace!(", "tracing::debug!(", "tracing::info!(", "tracing::warn!(", "tracing::error!("];
/// How a span begins, whose name comes first. What gives lines their context is always there, so no other level is used.
const SPAN: &str = "tracing::error_span!(";

/// The names in the list of fields, which says in words what each is.
fn listed() -> BTreeSet<String> {
    let list = read(&root().join("shared/runtime/src/telemetry/fields.rs"));
    let rows = list.lines().filter_map(|line| line.trim().strip_prefix("(\"")?.split_once('"'));
    let names: BTreeSet<String> = rows.map(|(name, _)| name.to_owned()).collect();
    assert!(names.len() > 20, "the list was not read as it is written: {names:?}");
    names
}

/// The fields of every log line and span of `text`.
fn fields(text: &str) -> Vec<Vec<String>> {
    let arguments = |start: &'static str| {
        let found = text.match_indices(start);
        found.map(move |(at, _)| parts(arguments(text.get(at + start.len()..).expect("a boundary"))))
    };
    let events = EVENTS.into_iter().flat_map(arguments).map(|parts| names(&parts));
    let named = |part: &String| part.starts_with('"');
    let spans = arguments(SPAN).map(|parts| names(&parts.into_iter().filter(|part| !named(part)).collect::<Vec<_>>()));
    events.chain(spans).collect()
}

/// `text` up to the bracket that closes the one before it; brackets within strings count for nothing.
fn arguments(text: &str) -> &str {
    let (mut depth, mut quoted, mut escaped) = (1_usize, false, false);
    for (at, character) in text.char_indices() {
        match character {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            '(' | '{' | '[' if !quoted => depth += 1,
            ')' | '}' | ']' if !quoted => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return text.get(..at).expect("a boundary");
        }
    }
    panic!("the brackets of a log line do not close");
}

/// The arguments one by one, those in braces among them.
fn parts(arguments: &str) -> Vec<String> {
    let (mut parts, mut depth, mut quoted, mut part) = (Vec::new(), 0_usize, false, String::new());
    for character in arguments.chars() {
        match character {
            '"' => quoted = !quoted,
            // The fields of a measurement stand in braces of their own.
            '{' | '}' if !quoted && depth == 0 => continue,
            '(' | '[' if !quoted => depth += 1,
            ')' | ']' if !quoted => depth -= 1,
            ',' if !quoted && depth == 0 => {
                parts.push(std::mem::take(&mut part).trim().to_owned());
                continue;
            }
            _ => {}
        }
        part.push(character);
    }
    parts.push(part.trim().to_owned());
    parts
}

/// The names of the fields among arguments. Whatever follows the message belongs to it.
fn names(parts: &[String]) -> Vec<String> {
    let fields = parts.iter().take_while(|part| !part.starts_with('"'));
    let fields = fields.filter(|part| !part.is_empty() && !part.starts_with("target:") && !part.starts_with("parent:"));
    fields.map(|part| part.split('=').next().unwrap_or_default().trim_matches(['%', '?', ' ']).to_owned()).collect()
}

#[test]
fn the_fields_of_a_line_are_found() {
    let text = r#"tracing::info!("{d} = {e}, ({"); tracing::warn!(target: "x", { a.b = f(1, 2), %error }, "words {c}, more", c);
        tracing::error_span!(target: "x", "name", c.d = 5);"#;
    let expected: [&[&str]; 3] = [&[], &["a.b", "error"], &["c.d"]];
    assert_eq!(fields(text), expected);
}

#[test]
fn every_field_of_every_log_line_is_listed_and_every_listed_field_is_used() {
    let listed = listed();
    let mut used = BTreeSet::new();
    for path in
        sources().into_iter().filter(|path| !path.starts_with(root().join("tests")) && !path.ends_with("tests.rs"))
    {
        for name in fields(&read(&path)).into_iter().flatten() {
            assert!(listed.contains(&name), "{} is no field of a log line ({})", name, path.display());
            used.insert(name);
        }
    }
    let unused: Vec<&String> = listed.difference(&used).collect();
    assert!(unused.is_empty(), "nothing logs {unused:?}");
}
