//! What must be true of the document.

use std::collections::BTreeSet;

use super::*;

fn committed() -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../functions/portal/openapi.json")
}

/// A change of the API shows in review: write the document anew with `UPDATE=1`.
#[test]
fn the_committed_document_is_fresh() {
    let text = text().unwrap();
    #[expect(clippy::disallowed_methods, reason = "a test that writes its own snapshot when told to")]
    if std::env::var("UPDATE").is_ok() {
        std::fs::write(committed(), &text).unwrap();
    }
    let committed = std::fs::read_to_string(committed()).unwrap();
    assert!(committed == text, "functions/portal/openapi.json is stale: run this test with UPDATE=1");
}

#[test]
fn the_document_is_the_same_each_time() {
    assert!(text().unwrap() == text().unwrap());
}

/// All operations as JSON, each with its path.
fn operations(document: &Value) -> Vec<(String, Value)> {
    let paths = document.get("paths").and_then(Value::as_object).unwrap();
    let of_path = |(path, item): (&String, &Value)| {
        item.as_object()
            .unwrap()
            .iter()
            .map(|(method, operation)| (format!("{method} {path}"), operation.clone()))
            .collect::<Vec<_>>()
    };
    paths.iter().flat_map(of_path).collect()
}

#[test]
fn every_operation_has_a_name_a_summary_and_a_known_tag() {
    let document = serde_json::to_value(document()).unwrap();
    let tags: BTreeSet<&str> =
        document["tags"].as_array().unwrap().iter().filter_map(|tag| tag["name"].as_str()).collect();
    let schemes: BTreeSet<&String> = document["components"]["securitySchemes"].as_object().unwrap().keys().collect();
    let mut ids = BTreeSet::new();
    for (name, operation) in operations(&document) {
        let id = operation["operationId"].as_str().unwrap_or_default().to_owned();
        assert!(!id.is_empty() && ids.insert(id), "{name}: the id is missing or stands twice");
        assert!(operation["summary"].as_str().is_some_and(|summary| !summary.is_empty()), "{name} has no summary");
        let tag = operation["tags"][0].as_str().unwrap_or_default();
        assert!(tags.contains(tag), "{name}: the tag {tag:?} is not described in the preamble");
        for needed in operation["security"].as_array().into_iter().flatten() {
            assert!(needed.as_object().unwrap().keys().all(|scheme| schemes.contains(scheme)), "{name}: {needed}");
        }
        for (status, response) in operation["responses"].as_object().unwrap() {
            assert!(
                response["description"].as_str().is_some_and(|said| !said.is_empty()),
                "{name} {status} is not described"
            );
        }
    }
}

#[test]
fn every_reference_leads_somewhere() {
    fn collect(value: &Value, references: &mut BTreeSet<String>) {
        match value {
            Value::Object(members) => {
                references.extend(members.get("$ref").and_then(Value::as_str).map(str::to_owned));
                members.values().for_each(|value| collect(value, references));
            }
            Value::Array(entries) => entries.iter().for_each(|value| collect(value, references)),
            _ => {}
        }
    }
    let document = serde_json::to_value(document()).unwrap();
    let mut references = BTreeSet::new();
    collect(&document, &mut references);
    assert!(references.len() > 10);
    for reference in references {
        assert!(document.pointer(reference.trim_start_matches('#')).is_some(), "{reference}");
    }
}

#[test]
fn every_code_that_the_document_names_has_a_page() {
    let document = serde_json::to_value(document()).unwrap();
    for (name, operation) in operations(&document) {
        for (status, response) in operation["responses"].as_object().unwrap() {
            if !status.starts_with(['4', '5']) {
                continue;
            }
            let said = response["description"].as_str().unwrap();
            for code in said
                .split('`')
                .skip(1)
                .step_by(2)
                .filter(|word| word.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'))
            {
                assert!(
                    problems::find(code).is_some() || !code.contains('_'),
                    "{name} {status}: {code} is not in the register"
                );
            }
        }
    }
}
