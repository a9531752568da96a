//! The documents for those who run the shop speak of what there is.

use std::collections::BTreeSet;

use super::{files, read, root};

/// The alarms' names in the template.
fn alarms() -> BTreeSet<String> {
    let template = read(&root().join("infra/alarms.yaml"));
    let lines: Vec<&str> = template.lines().collect();
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

#[test]
fn every_test_that_the_resiliency_matrix_names_exists() {
    let matrix = read(&root().join("infra/resiliency.md"));
    let named = named_tests(&matrix);
    assert!(named.len() >= 30, "the matrix was not read as it is written: {named:?}");
    for (file, name) in named {
        let source = read(&root().join(&file));
        // A test stands as a function, or as a line of a macro that makes such functions.
        let stands = source.contains(&format!("fn {name}(")) || source.contains(&format!("    {name} = "));
        assert!(stands, "{file} has no test {name}");
    }
}

#[test]
fn every_row_of_the_resiliency_matrix_names_a_test_or_says_why_not() {
    let matrix = read(&root().join("infra/resiliency.md"));
    let rows = matrix.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| what fails"));
    for row in rows {
        let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
        assert_eq!(cells.len(), 5, "{row}");
        assert!(cells.iter().all(|cell| !cell.is_empty()), "{row}");
        let shown = cells.last().copied().unwrap_or_default();
        assert!(shown.contains(".rs::") || shown.starts_with("not shown here: "), "{row}");
    }
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
