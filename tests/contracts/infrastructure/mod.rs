//! What the templates promise beyond what the public linters know.

mod document;
mod metrics;
mod mistakes;
mod rules;
mod stack;

use serde_json::Value;

use self::mistakes::MISTAKES;
use self::rules::RULES;

pub(crate) use self::stack::{Stack, at};

#[test]
fn the_templates_hold_to_every_rule() {
    let stack = Stack::ours();
    for (name, rule) in RULES {
        assert_eq!(rule(&stack), Vec::<String>::new(), "{name}");
    }
}

#[test]
fn a_rule_complains_of_each_mistake() {
    let ours = Stack::ours();
    for (name, rule) in RULES {
        let broken = MISTAKES.iter().find(|(broken, _)| broken == name);
        let (_, mistakes) = broken.unwrap_or_else(|| panic!("no mistake shows that {name:?} works"));
        for (pointer, value, words) in *mistakes {
            let mut stack = ours.clone();
            make(&mut stack, pointer, *value);
            let complaints = rule(&stack);
            assert!(
                complaints.iter().any(|complaint| complaint.contains(words)),
                "{name}: {words:?} in {complaints:?}"
            );
        }
    }
    assert_eq!(MISTAKES.len(), RULES.len());
}

/// Puts a value, in JSON, where a template's JSON pointer leads to; without one, takes out what is there.
fn make(stack: &mut Stack, pointer: &str, value: Option<&str>) {
    let (file, path) = pointer.split_once(':').expect("a template and a pointer");
    let template = stack.files.get_mut(file).unwrap_or_else(|| panic!("{file}.yaml"));
    let (parent, last) = path.rsplit_once('/').expect("a pointer");
    let parent = template.pointer_mut(parent).and_then(Value::as_object_mut).unwrap_or_else(|| panic!("{pointer}"));
    let last = last.replace("~1", "/");
    match value {
        None => assert!(parent.remove(&last).is_some(), "{pointer}"),
        Some(json) => drop(parent.insert(last, serde_json::from_str(json).expect("JSON"))),
    }
    *stack = Stack::of(std::mem::take(&mut stack.files));
}
