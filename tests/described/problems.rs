//! Every problem code that the code can answer has its page, and every page a code.

use std::collections::{BTreeMap, BTreeSet};

use super::{files, read, root};

/// Codes that the contract has from the start and nothing answers yet: clients may already handle them.
const RESERVED: &[&str] = &["forbidden", "payment_action_required"];

/// What makes a problem with its code written out. The code is the first text that follows.
const MAKERS: &[&str] = &[
    "Problem::with_status(",
    "Problem::new(",
    "Self::with_status(",
    "Self::new(FaultKind::",
    "fn code(&self) -> &'static str {",
];

/// Every code in the sources of `shared` and `functions`, with a file that has it; tests and the pages are left out.
fn answered() -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for path in ["shared", "functions"].iter().flat_map(|room| files(&root().join(room), ".rs")) {
        let name = path.strip_prefix(root()).expect("ours").to_string_lossy().into_owned();
        let is_test = name.contains("/tests/") || name.ends_with("/tests.rs") || name.contains("/testkit/");
        if is_test || name.contains("/portal/src/problems/") {
            continue;
        }
        let text = read(&path);
        let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
        for maker in MAKERS {
            for after in code.split(maker).skip(1) {
                let texts = literals(closing(after, maker));
                let of_a_fault = maker.starts_with("fn ");
                let codes = texts.into_iter().take(if of_a_fault { usize::MAX } else { 1 });
                found.extend(codes.map(|code| (code, name.clone())));
            }
        }
    }
    found
}

/// What stands before the bracket that closes the one at the end of `maker`.
fn closing<'a>(after: &'a str, maker: &str) -> &'a str {
    let (open, close) = if maker.ends_with('{') { ('{', '}') } else { ('(', ')') };
    let mut depth = 1_u32;
    for (at, letter) in after.char_indices() {
        if letter == open {
            depth += 1;
        } else if letter == close {
            depth -= 1;
        }
        if depth == 0 {
            return after.get(..at).unwrap_or(after);
        }
    }
    after
}

/// The texts in double quotes; none of a code's neighbours has a quote inside.
fn literals(code: &str) -> Vec<String> {
    code.split('"').skip(1).step_by(2).map(str::to_owned).collect()
}

#[test]
fn every_code_has_a_page_and_every_page_a_code() {
    let answered = answered();
    assert!(answered.len() > 40, "the sources were not read as they are written: {answered:?}");
    for (code, file) in &answered {
        assert!(portal::problems::find(code).is_some(), "{code} of {file} has no page");
    }
    let explained: BTreeSet<&str> = portal::problems::all().map(|entry| entry.code).collect();
    for code in RESERVED {
        assert!(explained.contains(code), "{code} is reserved and has no page");
        assert!(!answered.contains_key(*code), "{code} is answered, so it is not only reserved any more");
    }
    let idle: Vec<&&str> =
        explained.iter().filter(|code| !answered.contains_key(**code) && !RESERVED.contains(code)).collect();
    assert!(idle.is_empty(), "nothing answers {idle:?}");
}

#[test]
fn codes_are_found_where_they_are_written() {
    let source =
        r#"match self { Self::A { .. } => "code_a", Self::B(fault) => fault.code(), } } fn kind() { "other" }"#;
    assert_eq!(literals(closing(source, "{")), ["code_a"]);
    let call = r#"405, "method_not_allowed", format!("({})", 1)) "later""#;
    assert_eq!(literals(closing(call, "(")).first().map(String::as_str), Some("method_not_allowed"));
}
