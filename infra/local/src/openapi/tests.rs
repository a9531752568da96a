//! What must be true of the document.

use std::collections::BTreeSet;

use portal::problems;
use serde_json::Value;

use super::*;

/// A change of the API shows in review: write the documents anew with `UPDATE=1`.
#[test]
fn the_committed_documents_are_fresh() {
    for area in functions::ALL {
        let Some(document) = of_area(area) else { continue };
        let text = text(&document).unwrap();
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../functions").join(area.name);
        let committed = folder.join("openapi.json");
        #[expect(clippy::disallowed_methods, reason = "a test that writes its own snapshot when told to")]
        if std::env::var("UPDATE").is_ok() {
            std::fs::write(&committed, &text).unwrap();
        }
        let committed = std::fs::read_to_string(committed).unwrap_or_default();
        assert!(committed == text, "functions/{}/openapi.json is stale: run this test with UPDATE=1", area.name);
    }
}

#[test]
fn the_document_of_an_area_is_the_same_each_time() {
    let texts = || functions::ALL.iter().filter_map(|area| of_area(area)).map(|document| text(&document).unwrap());
    assert!(texts().eq(texts()));
}

fn whole() -> Value {
    serde_json::from_str(portal::DOCUMENT).unwrap()
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
    let document = whole();
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
    let document = whole();
    let mut references = BTreeSet::new();
    collect(&document, &mut references);
    assert!(references.len() > 10);
    for reference in references {
        assert!(document.pointer(reference.trim_start_matches('#')).is_some(), "{reference}");
    }
}

#[test]
fn every_code_that_the_document_names_has_a_page() {
    let document = whole();
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

#[test]
fn the_schema_of_a_problem_lists_every_code_that_has_a_page() {
    let listed = whole().pointer("/components/schemas/ProblemView/properties/code/x-extensible-enum").cloned();
    let mut codes: Vec<&str> = problems::all().map(|entry| entry.code).collect();
    codes.sort_unstable();
    assert_eq!(listed, Some(Value::from(codes)));
}
