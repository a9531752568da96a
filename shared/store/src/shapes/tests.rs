//! What must be true of every kind of item, whoever registered it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::*;
use crate::AREAS;

/// The partition keys of a kind of item, of the table and of its indexes, as patterns.
fn partition_keys(shape: &Shape) -> Vec<&'static str> {
    let indexes = [shape.owner, shape.relation, shape.work].into_iter().flatten();
    [shape.pk].into_iter().chain(indexes.map(|(pk, _)| pk)).collect()
}

/// Whether a key pattern begins with a placeholder: the engine keeps such items wherever it is told to.
fn is_anywhere(pk: &str) -> bool {
    pk.starts_with('{')
}

#[test]
fn a_kind_of_item_is_registered_once() {
    let names: Vec<&str> = all().map(|noun| noun.entity).collect();
    let distinct: BTreeSet<&&str> = names.iter().collect();
    assert_eq!(distinct.len(), names.len(), "{names:?}");
}

/// Every `impl Entity` in the sources stands in a list: one that is written and read but not registered would be in no
/// archive and in no room.
#[test]
fn no_kind_of_item_is_left_out() {
    let listed: BTreeSet<&str> = all().map(|noun| noun.entity).collect();
    let mut folders = vec![
        Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../table/src"),
    ];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            for declared in text.split("const TYPE: &'static str = \"").skip(1) {
                let name = declared.split('"').next().unwrap();
                assert!(listed.contains(name), "{name} of {} is registered in no area", path.display());
            }
        }
    }
}

#[test]
fn every_key_is_in_a_partition_that_says_who_may_touch_it() {
    for noun in all() {
        for pk in partition_keys(&noun.shape).into_iter().filter(|pk| !is_anywhere(pk)) {
            // What the engine keeps may be divided further: a unique value belongs to the noun that it names.
            let rooms = partitions().filter(|room| room.holds(pk) || noun.partition.holds(room.prefix)).count();
            assert!(rooms > 0, "{pk} of {} is in no partition: declare it in the `mod.rs` of its area", noun.entity);
        }
        let pk = noun.shape.pk;
        assert!(noun.partition.holds(pk), "{} says {} and is kept at {pk}", noun.entity, noun.partition.prefix);
        let is_engine =
            AREAS.iter().any(|area| area.name == "engine" && area.nouns.iter().any(|own| own.entity == noun.entity));
        assert!(is_engine || partitions().any(|room| *room == noun.partition), "{}", noun.entity);
    }
}

#[test]
fn a_partition_is_declared_once_and_lies_in_no_other() {
    let mut found: BTreeMap<&str, usize> = BTreeMap::new();
    for room in partitions() {
        *found.entry(room.prefix).or_default() += 1;
        let outer: Vec<&str> =
            partitions().filter(|other| other.holds(room.prefix)).map(|other| other.prefix).collect();
        assert_eq!(outer, [room.prefix], "{} is judged by several lists", room.prefix);
    }
    assert!(found.values().all(|times| *times == 1), "{found:?}");
}

#[test]
fn whatever_is_kept_for_a_user_says_whose_it_is() {
    let names_a_user = |shape: &Shape| {
        let entries = [shape.owner, shape.relation, shape.work].into_iter().flatten();
        let keys = [(shape.pk, shape.sk)].into_iter().chain(entries);
        keys.flat_map(|(pk, sk)| [pk, sk]).any(|key| key.contains("{usr"))
    };
    for noun in all() {
        let Noun { entity, shape, person, partition, .. } = noun;
        match person {
            Person::Nobody => assert!(!names_a_user(shape), "{entity} has a user in its keys, and says it is nobody's"),
            Person::Elsewhere(how) => assert!(!how.is_empty(), "{entity}"),
            Person::Shown(_) | Person::Secret => {
                let own = shape.pk.strip_prefix(partition.prefix).and_then(|rest| rest.strip_prefix("#{usr"));
                let is_whole = own.is_some_and(|rest| rest.ends_with('}') && !rest.contains('#'));
                assert!(is_whole, "{entity} is looked for in {}#{{usr}}, and kept at {}", partition.prefix, shape.pk);
            }
        }
    }
}

#[test]
fn each_file_of_the_archive_has_one_kind_and_says_what_it_is() {
    let shown = all().filter_map(|noun| match &noun.person {
        Person::Shown(shown) => Some(shown),
        Person::Secret | Person::Elsewhere(_) | Person::Nobody => None,
    });
    let distinct: BTreeSet<&str> = shown.clone().map(|shown| shown.file).collect();
    assert_eq!(distinct.len(), shown.clone().count());
    assert!(shown.clone().count() > 10 && shown.into_iter().all(|shown| shown.about.ends_with('.')));
}
