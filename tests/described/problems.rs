//! Every problem code that the code can answer has its page with its status, and every page a code.
//!
//! A code is declared in two places: the fault, by `faults!` or where a problem is made at once, and the page that explains it.

use std::collections::{BTreeMap, BTreeSet};

use kernel::fault::FaultKind;

use super::{files, read, root};

/// Codes that the contract has from the start and nothing answers yet: clients may already handle them.
const RESERVED: &[&str] = &["forbidden", "payment_action_required"];

/// The classes by the names that code says them with.
const KINDS: [(&str, FaultKind); 13] = [
    ("Malformed", FaultKind::Malformed),
    ("Unauthenticated", FaultKind::Unauthenticated),
    ("Declined", FaultKind::Declined),
    ("Forbidden", FaultKind::Forbidden),
    ("Missing", FaultKind::Missing),
    ("Conflict", FaultKind::Conflict),
    ("Gone", FaultKind::Gone),
    ("Stale", FaultKind::Stale),
    ("Invalid", FaultKind::Invalid),
    ("PreconditionRequired", FaultKind::PreconditionRequired),
    ("TooMany", FaultKind::TooMany),
    ("Internal", FaultKind::Internal),
    ("Unavailable", FaultKind::Unavailable),
];

/// Statuses by code, each with a file that says so.
type Declared = BTreeMap<String, BTreeMap<u16, String>>;

/// Every code in the sources of `shared` and `functions`; tests, examples and the pages are left out.
fn declared() -> Declared {
    let mut found = Declared::new();
    for path in ["shared", "functions"].iter().flat_map(|room| files(&root().join(room), ".rs")) {
        let name = path.strip_prefix(root()).expect("ours").to_string_lossy().into_owned();
        let is_test = name.contains("/tests/") || name.ends_with("/tests.rs") || name.contains("/testkit/");
        if is_test || name.contains("/portal/src/problems/") {
            continue;
        }
        let text = read(&path);
        let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
        for (status, code) in codes(code) {
            found.entry(code).or_default().entry(status).or_insert_with(|| name.clone());
        }
    }
    found
}

/// The codes of a source, each with its status: `=> Kind "code"` of `faults!`, and a kind or a status with the code behind it
/// wherever a problem or a code is made at once. Comments are passed over.
fn codes(source: &str) -> Vec<(u16, String)> {
    let lines: Vec<&str> = source.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
    let source = lines.join(" ");
    let pieces: Vec<&str> = source.split('"').collect();
    // Behind every second quote stands code; what lies before a text decides whether the text is a code.
    let texts = pieces.iter().zip(pieces.iter().skip(1)).step_by(2);
    texts.filter_map(|(before, text)| Some((status(before.trim_end())?, (*text).to_owned()))).collect()
}

/// The status that stands last before a code.
fn status(before: &str) -> Option<u16> {
    if let Some(arguments) = before.strip_suffix(',') {
        let (maker, given) = arguments.rsplit_once('(')?;
        let known = ["Problem::new", "Problem::with_status", "Self::new", "Self::with_status", "Code::new", ".refuses"];
        let given = given.trim();
        return known.iter().any(|made| maker.ends_with(made)).then(|| kind(given).or_else(|| given.parse().ok()))?;
    }
    let (_, kind_of_fault) = before.rsplit_once("=>")?;
    kind(kind_of_fault.trim())
}

fn kind(name: &str) -> Option<u16> {
    let name = name.strip_prefix("FaultKind::").unwrap_or(name);
    KINDS.iter().find(|(known, _)| *known == name).map(|(_, kind)| kind.status())
}

#[test]
fn every_code_has_a_page_with_its_status_and_every_page_a_code() {
    let declared = declared();
    assert!(declared.len() > 70, "the sources were not read as they are written: {declared:?}");
    for (code, statuses) in &declared {
        let page = portal::problems::find(code).unwrap_or_else(|| panic!("{code} has no page: {statuses:?}"));
        let told: BTreeSet<u16> = page.statuses.iter().copied().collect();
        let answered: BTreeSet<u16> = statuses.keys().copied().collect();
        assert_eq!(told, answered, "the page of {code} tells other statuses than the code: {statuses:?}");
    }
    let explained: BTreeSet<&str> = portal::problems::all().map(|entry| entry.code).collect();
    for code in RESERVED {
        assert!(explained.contains(code), "{code} is reserved and has no page");
        assert!(!declared.contains_key(*code), "{code} is answered, so it is not only reserved any more");
    }
    let idle: Vec<&&str> =
        explained.iter().filter(|code| !declared.contains_key(**code) && !RESERVED.contains(code)).collect();
    assert!(idle.is_empty(), "nothing answers {idle:?}");
}

#[test]
fn codes_are_found_where_they_are_written() {
    let found = codes(
        r#"
        /// `=> Gone "comment"`
        #[error("words, {0}")]
        First => Invalid "code_a" at "/email";
        Second { left: u32 } => Conflict
            "code_b" with { "available": left };
        match word { "other" => true, _ => matches!(word, "more") }
        Problem::new(FaultKind::Stale, "code_c", "Words."); Self::with_status(405, "code_d", format!("{}", 1));
        Code::new(FaultKind::TooMany, "code_e")
        "#,
    );
    let found: Vec<(u16, &str)> = found.iter().map(|(status, code)| (*status, code.as_str())).collect();
    assert_eq!(found, [(422, "code_a"), (409, "code_b"), (412, "code_c"), (405, "code_d"), (429, "code_e")]);
}
