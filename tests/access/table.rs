//! The table as a file, and what of it is not so.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;

use super::scene::Actor;

/// What each operation answers to each actor.
#[derive(Default)]
pub(super) struct Table(BTreeMap<String, BTreeMap<Actor, String>>);

fn path() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("access/operations.tsv")
}

impl Table {
    /// The table that was decided on.
    pub(super) fn committed() -> Self {
        let text = std::fs::read_to_string(path()).expect("the table");
        let mut lines = text.lines();
        let heading: Vec<&str> = lines.next().unwrap_or_default().split('\t').skip(1).collect();
        assert_eq!(heading, Actor::ALL.map(Actor::name), "the columns are the actors");
        let mut table = Self::default();
        for line in lines {
            let cells: Vec<&str> = line.split('\t').collect();
            assert_eq!(cells.len(), Actor::ALL.len() + 1, "{line}");
            for (actor, cell) in Actor::ALL.into_iter().zip(cells.iter().skip(1)) {
                let operation = cells.first().expect("an operation");
                assert!(table.set(operation, actor, (*cell).to_owned()).is_none(), "{operation} stands twice");
            }
        }
        table
    }

    /// Fills a cell, and gives what stood there.
    pub(super) fn set(&mut self, operation: &str, actor: Actor, cell: String) -> Option<String> {
        self.0.entry(operation.to_owned()).or_default().insert(actor, cell)
    }

    /// A cell; empty if there is none.
    pub(super) fn cell(&self, operation: &str, actor: Actor) -> &str {
        self.0.get(operation).and_then(|row| row.get(&actor)).map_or("", String::as_str)
    }

    /// Writes the table as the one that is decided on.
    pub(super) fn write(&self) {
        let mut text = format!("operation\t{}\n", Actor::ALL.map(Actor::name).join("\t"));
        for operation in self.0.keys() {
            let cells = Actor::ALL.map(|actor| self.cell(operation, actor));
            writeln!(text, "{operation}\t{}", cells.join("\t")).expect("text");
        }
        std::fs::write(path(), text).expect("the table");
    }

    /// Demands a row for each of `operations`, and no other.
    pub(super) fn expect_rows(&self, operations: &[String]) {
        let missing: Vec<&String> = operations.iter().filter(|operation| !self.0.contains_key(*operation)).collect();
        let idle: Vec<&String> = self.0.keys().filter(|operation| !operations.contains(operation)).collect();
        assert!(missing.is_empty() && idle.is_empty(), "without a row: {missing:?}; without an operation: {idle:?}");
    }

    /// All cells that `found` has otherwise, a line each.
    pub(super) fn differences(&self, found: &Self) -> String {
        let mut text = String::new();
        for operation in self.0.keys().chain(found.0.keys().filter(|operation| !self.0.contains_key(*operation))) {
            for actor in Actor::ALL {
                let (said, is) = (self.cell(operation, actor), found.cell(operation, actor));
                if said != is {
                    writeln!(text, "{operation} as {}: the table says {said:?}, it is {is:?}", actor.name())
                        .expect("text");
                }
            }
        }
        text
    }
}
