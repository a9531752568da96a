//! The documents for those who run the shop speak of what there is.

use std::collections::BTreeSet;

use super::{files, read, root};

/// The alarms' names in the templates.
fn alarms() -> BTreeSet<String> {
    let templates: String = files(&root().join("infra"), ".yaml").iter().map(|path| read(path)).collect();
    let lines: Vec<&str> = templates.lines().collect();
    let kinds =
        lines.windows(2).filter(|pair| pair.get(1).is_some_and(|line| line.trim() == "Type: AWS::CloudWatch::Alarm"));
    kinds.filter_map(|pair| pair.first()?.trim().strip_suffix(':')).map(str::to_owned).collect()
}

/// Whether a heading is about an alarm: `DeadLettersOf…` stands for one of each queue.
fn is_about(heading: &str, alarm: &str) -> bool {
    match heading.split_once('…') {
        Some((before, after)) => alarm.starts_with(before) && alarm.ends_with(after),
        None => heading == alarm,
    }
}

#[test]
fn the_runbook_explains_every_alarm_and_no_other() {
    let runbook = read(&root().join("infra/runbook.md"));
    let chapter = runbook.split("\n## ").find(|chapter| chapter.starts_with("What the alarms mean"));
    let chapter = chapter.expect("a chapter about alarms");
    let explained: BTreeSet<String> =
        chapter.lines().filter_map(|line| line.strip_prefix("### ")).map(str::to_owned).collect();
    let alarms = alarms();
    assert!(alarms.len() >= 10, "the alarms were not read as they are written: {alarms:?}");
    let unexplained: Vec<&String> =
        alarms.iter().filter(|alarm| !explained.iter().any(|heading| is_about(heading, alarm))).collect();
    let idle: Vec<&String> =
        explained.iter().filter(|heading| !alarms.iter().any(|alarm| is_about(heading, alarm))).collect();
    assert_eq!((unexplained, idle), (Vec::new(), Vec::new()));
}

/// The tests that a document names: `path::name` in backticks, the path from the repository's folder.
fn named_tests(document: &str) -> Vec<(String, String)> {
    let quoted =
        document.lines().filter(|line| line.starts_with('|')).flat_map(|line| line.split('`').skip(1).step_by(2));
    quoted
        .filter_map(|quoted| quoted.split_once(".rs::"))
        .map(|(file, name)| (format!("{file}.rs"), name.to_owned()))
        .collect()
}

/// The documents whose rows name the tests that show them: how many cells a row has, and what is in the first of the heading.
const SHOWN: [(&str, usize, &str); 2] = [("infra/resiliency.md", 5, "what fails"), ("infra/asvs.md", 4, "number")];
/// How a row begins to say why it names no test.
const REASONS: [&str; 2] = ["not shown here: ", "not built yet: "];

/// The cells of each row of a document's tables.
fn rows(document: &str, heading: &str) -> Vec<Vec<String>> {
    let lines = document.lines().filter(|line| line.starts_with("| "));
    let cells = lines.map(|line| line.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect());
    cells.filter(|cells: &Vec<String>| cells.first().is_some_and(|first| first != heading)).collect()
}

#[test]
fn every_test_that_the_documents_name_exists() {
    for (path, ..) in SHOWN {
        let named = named_tests(&read(&root().join(path)));
        assert!(named.len() >= 30, "{path} was not read as it is written: {named:?}");
        for (file, name) in named {
            let source = read(&root().join(&file));
            // A test stands as a function, or as a line of a macro that makes such functions.
            let stands = source.contains(&format!("fn {name}(")) || source.contains(&format!("    {name} = "));
            assert!(stands, "{path}: {file} has no test {name}");
        }
    }
}

#[test]
fn every_row_of_the_documents_names_a_test_or_says_why_not() {
    for (path, width, heading) in SHOWN {
        let rows = rows(&read(&root().join(path)), heading);
        assert!(rows.len() >= 30, "{path} was not read as it is written: {rows:?}");
        for row in rows {
            assert_eq!(row.len(), width, "{path}: {row:?}");
            assert!(row.iter().all(|cell| !cell.is_empty() && !cell.contains("<<")), "{path}: {row:?}");
            let shown = row.last().map(String::as_str).unwrap_or_default();
            let reason = REASONS.iter().find_map(|reason| shown.strip_prefix(reason));
            assert!(shown.contains(".rs::") || reason.is_some_and(|reason| reason.len() > 10), "{path}: {row:?}");
        }
    }
}

/// `V6.2.1` as numbers, so that V6.2.10 follows V6.2.9.
fn requirement(number: &str) -> Vec<u32> {
    let parts = number.trim().strip_prefix('V').expect("a V").split('.');
    let parts: Vec<u32> = parts.map(|part| part.parse().expect("a number")).collect();
    assert_eq!(parts.len(), 3, "{number}");
    parts
}

#[test]
fn every_requirement_of_the_asvs_stands_in_one_row_and_rows_are_in_order() {
    let rows = rows(&read(&root().join("infra/asvs.md")), "number");
    let numbers = rows.iter().filter_map(|row| row.first()).map(|cell| cell.split([',', '–']).map(requirement));
    let numbers: Vec<Vec<Vec<u32>>> = numbers.map(Iterator::collect).collect();
    let first: Vec<&Vec<u32>> = numbers.iter().filter_map(|row| row.first()).collect();
    assert!(first.is_sorted(), "{first:?}");
    let all: BTreeSet<&Vec<u32>> = numbers.iter().flatten().collect();
    assert_eq!(all.len(), numbers.iter().flatten().count(), "a requirement stands twice");
}

/// Relative links, with the heading behind the `#` if there is one.
fn links(document: &str) -> Vec<(String, Option<String>)> {
    let targets = document.split("](").skip(1).filter_map(|rest| rest.split_once(')')).map(|(target, _)| target);
    let ours = targets.filter(|target| !target.contains("://"));
    ours.map(|target| match target.split_once('#') {
        Some((file, heading)) => (file.to_owned(), Some(heading.to_owned())),
        None => (target.to_owned(), None),
    })
    .collect()
}

/// A heading as a link spells it: small letters, digits, hyphens and underscores; spaces become hyphens.
fn anchor(heading: &str) -> String {
    let kept = heading.to_lowercase();
    let kept = kept.chars().filter(|letter| letter.is_alphanumeric() || matches!(letter, ' ' | '-' | '_'));
    kept.map(|letter| if letter == ' ' { '-' } else { letter }).collect()
}

#[test]
fn the_documents_lead_to_files_and_headings_that_exist() {
    let folder = root().join("infra");
    for path in files(&folder, ".md") {
        let document = read(&path);
        for (file, heading) in links(&document) {
            let target = if file.is_empty() { path.clone() } else { path.parent().expect("a folder").join(&file) };
            let text = read(&target);
            let Some(heading) = heading else { continue };
            let found = text
                .lines()
                .filter(|line| line.starts_with('#'))
                .any(|line| anchor(line.trim_start_matches(['#', ' '])) == heading);
            assert!(found, "{} leads to #{heading}, which {} does not have", path.display(), target.display());
        }
    }
}
