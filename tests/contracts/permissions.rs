//! What the templates grant: nothing wider than it has to be.

use std::collections::BTreeSet;

use super::{files, read, root};

/// Everything that is granted without limit: file, resource, element, word, and why it is so.
const WIDE: [(&str, &str, &str, &str, &str); 6] = [
    ("template.yaml", "DataKey", "Action", "kms:*", "without it nobody could ever change the key's policy again"),
    ("template.yaml", "DataKey", "Resource", "*", "in the policy of a key, this key is all that there is"),
    ("template.yaml", "DataKey", "AWS", "*", "whoever may use the table, through the table and from this account only"),
    ("template.yaml", "FunctionBasics", "Resource", "*", "X-Ray knows no narrower resource than all"),
    (
        "infra/areas/notifications.yaml",
        "NotificationsWorkerRole",
        "Resource",
        "*",
        "texts, through SNS only, which take no resource",
    ),
    (
        "infra/areas/notifications.yaml",
        "NotificationsWorkerRole",
        "NotResource",
        ALL_BUT,
        "a telephone number has no ARN",
    ),
];

/// What stands for every word of an element that grants all but what it names.
const ALL_BUT: &str = "all but";

/// Where a word stands in a template: resource, effect of the statement, element.
struct Place<'a> {
    resource: &'a str,
    effect: &'a str,
    element: &'a str,
}

/// Each word of the templates' values, with its place; comments are left out.
fn words(text: &str, mut visit: impl FnMut(&Place<'_>, &str)) {
    let mut place = Place { resource: "", effect: "", element: "" };
    for line in text.lines() {
        let code = line.split(" #").next().unwrap_or_default();
        let trimmed = code.trim();
        if trimmed.is_empty() || trimmed.starts_with('#') {
            continue;
        }
        if code.starts_with("  ") && !code.starts_with("   ") {
            place = Place { resource: trimmed.trim_end_matches(':'), effect: "", element: "" };
        }
        for part in
            trimmed.trim_start_matches("- ").split([' ', ',', '{', '}', '[', ']']).filter(|part| !part.is_empty())
        {
            match part.strip_suffix(':') {
                Some(element) => place.element = element,
                None if place.element == "Effect" => place.effect = part,
                None => visit(&place, part.trim_matches(['"', '\''])),
            }
        }
    }
}

fn templates() -> Vec<(String, String)> {
    let mut paths = files(&root().join("infra"), ".yaml");
    paths.push(root().join("template.yaml"));
    let named = |path: std::path::PathBuf| {
        let name = path.strip_prefix(root()).expect("a file of ours").to_string_lossy().into_owned();
        (name, read(&path))
    };
    paths.into_iter().map(named).collect()
}

#[test]
fn nothing_is_granted_without_limit_but_what_has_a_reason() {
    let mut found = BTreeSet::new();
    for (file, text) in &templates() {
        words(text, |place, word| {
            let service = word.strip_suffix(":*").is_some_and(|service| service.chars().all(char::is_alphanumeric));
            // A denial may be as wide as it likes.
            let all_but = ["NotAction", "NotResource", "NotPrincipal"].contains(&place.element);
            let word = if all_but { ALL_BUT } else { word };
            if (word == "*" || service || all_but) && place.effect != "Deny" {
                let (resource, element) = (place.resource.to_owned(), place.element.to_owned());
                found.insert((file.clone(), resource, element, word.to_owned()));
            }
        });
    }
    let expected = WIDE.map(|(file, resource, element, word, _)| {
        (file.to_owned(), resource.to_owned(), element.to_owned(), word.to_owned())
    });
    assert_eq!(found, BTreeSet::from(expected));
}

#[test]
fn nobody_may_scan() {
    for (file, text) in &templates() {
        words(text, |place, word| {
            let scans = ["dynamodb:scan", "dynamodb:partiql", "dynamodb:s*", "dynamodb:p*"];
            let word = word.to_ascii_lowercase();
            assert!(!scans.iter().any(|scan| word.starts_with(scan)), "{file}: {} grants {word}", place.resource);
        });
    }
}
