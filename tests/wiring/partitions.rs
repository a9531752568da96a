//! The partitions of the store are those that are written, and are opened to functions that exist.

use std::collections::BTreeSet;

#[test]
fn the_events_of_a_thing_are_kept_in_a_partition_that_the_store_declares() {
    for (kind, aggregate) in events::all_kinds() {
        let prefix = aggregate.to_ascii_uppercase();
        let room = store::shapes::partitions().find(|room| room.prefix == prefix);
        let room = room.unwrap_or_else(|| panic!("{kind} is kept in {prefix}, which no area of the store declares"));
        assert!(!room.writers.is_empty(), "nobody may keep {kind}");
    }
}

/// The functions as partitions name them: `orders-http`.
fn functions() -> BTreeSet<String> {
    let kinds = |area: &&runtime::Function| {
        let worker = &area.worker;
        let works = worker.message.is_some() || worker.records.is_some() || worker.task.is_some();
        let http = area.router.is_some().then(|| format!("{}-http", area.name));
        http.into_iter().chain(works.then(|| format!("{}-worker", area.name)))
    };
    functions::ALL.iter().flat_map(kinds).collect()
}

#[test]
fn partitions_are_opened_to_functions_that_exist() {
    let functions = functions();
    assert!(functions.contains("orders-http") && functions.len() > 10, "{functions:?}");
    for room in store::shapes::partitions() {
        for name in room.readers.iter().chain(room.writers).filter(|name| **name != "*-http") {
            assert!(functions.contains(*name), "{} is opened to {name}, which is no function", room.prefix);
        }
    }
}
