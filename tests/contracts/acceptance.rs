//! What the shop must be able to do is a list, and tests say which of it they show.
//!
//! `tests/data/acceptance.tsv` has a row a fact: its number, the area that owes it, `landed` or `open`, and a few words. A
//! test cites the facts that it shows in a comment, as in `/// M10-T01, R01`; what it shows of a fact that is not whole yet
//! it cites as `Part of M10-T01`. Who makes a fact whole writes `landed` into its row.

use std::collections::{BTreeMap, BTreeSet};

use super::{read, root, sources};

const HEADING: &str = "fact\tarea\tstatus\tin short";
/// The areas, in the order of the file.
const AREAS: &[&str] = &[
    "identity",
    "profiles",
    "catalog",
    "inventory",
    "pricing",
    "promotions",
    "shopping",
    "orders",
    "payments",
    "wallet",
    "shipping",
    "returns",
    "reviews",
    "marketplace",
    "launches",
    "auctions",
    "subscriptions",
    "support",
    "notifications",
    "risk",
    "insights",
];

/// What stands in a row.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Row {
    fact: String,
    area: String,
    is_landed: bool,
}

/// The rows of a list; each must be written as the file's are.
fn rows(text: &str) -> Vec<Row> {
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some(HEADING));
    let rows = lines.filter(|line| !line.is_empty() && !line.starts_with("# "));
    rows.map(|line| {
        let cells: Vec<&str> = line.split('\t').collect();
        let [fact, area, status, words] = cells[..] else { panic!("{line:?} has {} cells", cells.len()) };
        assert!(matches!(status, "landed" | "open"), "{fact} is {status:?}");
        assert!(is_fact(fact) && words.len() > 10, "{line:?}");
        Row { fact: fact.to_owned(), area: area.to_owned(), is_landed: status == "landed" }
    })
    .collect()
}

/// A citation: the fact, and whether it is said that only a part of it is shown.
type Citation = (String, bool);

/// Whether a word is the number of a fact (`M10-T01` of a model, `A03-T02` of an area) or of a race (`R08`).
fn is_fact(word: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    match word.split_once('-') {
        Some((model, test)) => {
            model.strip_prefix(['M', 'A']).is_some_and(digits) && test.strip_prefix('T').is_some_and(digits)
        }
        None => word.len() == 3 && word.strip_prefix('R').is_some_and(digits),
    }
}

/// What a line cites, if it is a comment.
fn cited(line: &str) -> Vec<Citation> {
    let Some(comment) = line.trim_start().strip_prefix("//") else { return Vec::new() };
    let words: Vec<&str> = comment.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '-').collect();
    let words: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
    let is_part = |at: usize| {
        let before = at.checked_sub(2).and_then(|start| words.get(start..at));
        before.is_some_and(|before| before.join(" ").eq_ignore_ascii_case("part of"))
    };
    let facts = words.iter().enumerate().filter(|(_, word)| is_fact(word));
    facts.map(|(at, word)| ((*word).to_owned(), is_part(at))).collect()
}

/// The citations of a source: those of its tests, and all.
fn citations(name: &str, text: &str) -> (Vec<Citation>, Vec<Citation>) {
    let is_test = name.starts_with("tests/") || name.contains("/tests/") || name.ends_with("/tests.rs");
    let (rules, tests) = if is_test { ("", text) } else { text.split_once("#[cfg(test)]").unwrap_or((text, "")) };
    let of_tests: Vec<Citation> = tests.lines().flat_map(cited).collect();
    let all = rules.lines().flat_map(cited).chain(of_tests.clone()).collect();
    (of_tests, all)
}

/// What the tests show, and every citation with a file that has it.
fn of_the_sources() -> (Vec<Citation>, BTreeMap<String, String>) {
    let (mut shown, mut places) = (Vec::new(), BTreeMap::new());
    for path in sources() {
        let name = path.strip_prefix(root()).expect("ours").to_string_lossy().into_owned();
        // This file speaks of facts, and shows none.
        if name == "tests/contracts/acceptance.rs" {
            continue;
        }
        let (of_tests, all) = citations(&name, &read(&path));
        shown.extend(of_tests);
        places.extend(all.into_iter().map(|(fact, _)| (fact, name.clone())));
    }
    (shown, places)
}

/// Everything that a list and the citations do not agree upon.
fn disagreements(rows: &[Row], shown: &[Citation], places: &BTreeMap<String, String>) -> Vec<String> {
    let whole: BTreeSet<&str> = shown.iter().filter(|(_, is_part)| !is_part).map(|(fact, _)| fact.as_str()).collect();
    let known: BTreeSet<&str> = rows.iter().map(|row| row.fact.as_str()).collect();
    let unshown = rows.iter().filter(|row| row.is_landed && !whole.contains(row.fact.as_str()));
    let untold = rows.iter().filter(|row| !row.is_landed && whole.contains(row.fact.as_str()));
    let unknown = places.iter().filter(|(fact, _)| !known.contains(fact.as_str()));
    let unshown = unshown.map(|row| format!("{} has landed, and no test cites it", row.fact));
    let untold = untold
        .map(|row| format!("{} is open, and a test cites it: write `landed` into its row, or `Part of {0}`", row.fact));
    let unknown = unknown.map(|(fact, file)| format!("{file} cites {fact}, which is no fact"));
    unshown.chain(untold).chain(unknown).collect()
}

#[test]
fn a_fact_has_landed_when_a_test_shows_it_and_only_then() {
    let rows = rows(&read(&root().join("tests/data/acceptance.tsv")));
    let (shown, places) = of_the_sources();
    assert!(shown.len() > 50, "the tests were not read as they are written: {shown:?}");
    let wrong = disagreements(&rows, &shown, &places);
    assert!(wrong.is_empty(), "tests/data/acceptance.tsv says otherwise:\n{}", wrong.join("\n"));
}

/// Models first, then what spans an area, then races; each by its number.
fn rank(row: &Row) -> (usize, usize, &str) {
    let area = AREAS.iter().position(|area| *area == row.area);
    let area = area.unwrap_or_else(|| panic!("{} is owed by {:?}, which is no area", row.fact, row.area));
    (area, "MAR".chars().position(|kind| row.fact.starts_with(kind)).expect("a fact"), &row.fact)
}

#[test]
fn facts_stand_once_each_in_a_block_for_each_area() {
    let text = read(&root().join("tests/data/acceptance.tsv"));
    let rows = rows(&text);
    let ranks: Vec<_> = rows.iter().map(rank).collect();
    let misplaced = ranks.windows(2).find(|pair| pair.first() >= pair.last());
    assert_eq!(misplaced, None, "these two do not stand in order");
    let once: BTreeSet<&str> = rows.iter().map(|row| row.fact.as_str()).collect();
    assert_eq!(once.len(), rows.len(), "a fact stands twice");
    assert!(rows.len() > 300, "{} facts", rows.len());
    // What separates two areas, so that work on both merges.
    let separated: Vec<&str> = text.split("\n\n# ").skip(1).filter_map(|block| block.lines().next()).collect();
    assert_eq!(separated, AREAS);
}

#[test]
fn citations_are_found_in_comments_of_tests() {
    assert_eq!(cited("/// M10-T01, R01"), [("M10-T01".to_owned(), false), ("R01".to_owned(), false)]);
    assert_eq!(cited("    // Looked for as a word. M40-T03"), [("M40-T03".to_owned(), false)]);
    let partly = [("M08-T03".to_owned(), false), ("M14-T01".to_owned(), true)];
    assert_eq!(cited("/// M08-T03, part of M14-T01: as far as it goes."), partly);
    assert!(cited("let text = \"M10-T01\";").is_empty() && cited("/// R1, T01, M10, M-T01, PR08").is_empty());
    let source = "/// M01-T01\nfn rule() {}\n#[cfg(test)]\nmod tests {\n    /// M02-T01\n    #[test]\n}";
    let (of_tests, all) = citations("shared/domain/src/x.rs", source);
    assert_eq!((of_tests.len(), all.len()), (1, 2));
    assert_eq!(citations("tests/x.rs", source).0.len(), 2);
}

#[test]
fn what_does_not_agree_is_named() {
    let list = format!(
        "{HEADING}\n\n# identity\nM01-T01\tidentity\tlanded\tone thing or other\nM01-T02\tidentity\topen\tanother thing"
    );
    let rows = rows(&list);
    let shown = |facts: &[(&str, bool)]| -> Vec<Citation> {
        facts.iter().map(|(fact, is_part)| ((*fact).to_owned(), *is_part)).collect()
    };
    let wrong = |facts: &[(&str, bool)]| {
        let places = facts.iter().map(|(fact, _)| ((*fact).to_owned(), "x.rs".to_owned())).collect();
        disagreements(&rows, &shown(facts), &places)
    };
    assert!(wrong(&[("M01-T01", false), ("M01-T02", true)]).is_empty());
    assert!(wrong(&[("M01-T01", true)])[0].starts_with("M01-T01 has landed"));
    assert!(wrong(&[("M01-T01", false), ("M01-T02", false)])[0].starts_with("M01-T02 is open"));
    assert_eq!(wrong(&[("M01-T01", false), ("M01-T09", true)]), ["x.rs cites M01-T09, which is no fact"]);
}
