//! The table as files, one an area, and what of it is not so.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::PathBuf;

use super::scene::Actor;
use crate::operation::Operation;

/// An area, and one of its operations.
type Row = (String, String);

/// What each operation answers to each actor.
#[derive(Default)]
pub(super) struct Table(BTreeMap<Row, BTreeMap<Actor, String>>);

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("access/operations")
}

fn row(operation: &Operation) -> Row {
    (operation.area.clone(), operation.id.clone())
}

impl Table {
    /// The table that was decided on.
    pub(super) fn committed() -> Self {
        let mut table = Self::default();
        for path in crate::repository::files(&folder(), ".tsv") {
            let area = path.file_stem().expect("a name").to_string_lossy();
            table.read(&area, &crate::repository::read(&path));
        }
        table
    }

    fn read(&mut self, area: &str, text: &str) {
        let mut lines = text.lines();
        let heading: Vec<&str> = lines.next().unwrap_or_default().split('\t').skip(1).collect();
        assert_eq!(heading, Actor::ALL.map(Actor::name), "the columns of {area} are the actors");
        for line in lines {
            let cells: Vec<&str> = line.split('\t').collect();
            assert_eq!(cells.len(), Actor::ALL.len() + 1, "{line}");
            let row = (area.to_owned(), (*cells.first().expect("an operation")).to_owned());
            for (actor, cell) in Actor::ALL.into_iter().zip(cells.iter().skip(1)) {
                let before = self.0.entry(row.clone()).or_default().insert(actor, (*cell).to_owned());
                assert!(before.is_none(), "{row:?} stands twice");
            }
        }
    }

    /// Fills a cell.
    pub(super) fn set(&mut self, operation: &Operation, actor: Actor, cell: String) {
        self.0.entry(row(operation)).or_default().insert(actor, cell);
    }

    /// A cell; empty if there is none.
    pub(super) fn cell(&self, operation: &Operation, actor: Actor) -> &str {
        self.at(&row(operation), actor)
    }

    fn at(&self, row: &Row, actor: Actor) -> &str {
        self.0.get(row).and_then(|cells| cells.get(&actor)).map_or("", String::as_str)
    }

    /// Writes the table as the one that is decided on.
    pub(super) fn write(&self) {
        for path in crate::repository::files(&folder(), ".tsv") {
            std::fs::remove_file(path).expect("a file of the table");
        }
        let areas: BTreeSet<&String> = self.0.keys().map(|(area, _)| area).collect();
        for area in areas {
            let mut text = format!("operation\t{}\n", Actor::ALL.map(Actor::name).join("\t"));
            for row in self.0.keys().filter(|(own, _)| own == area) {
                let cells = Actor::ALL.map(|actor| self.at(row, actor));
                writeln!(text, "{}\t{}", row.1, cells.join("\t")).expect("text");
            }
            std::fs::write(folder().join(format!("{area}.tsv")), text).expect("a file of the table");
        }
    }

    /// Demands a row for each of `operations`, in the file of its area, and no other.
    pub(super) fn expect_rows(&self, operations: &[Operation]) {
        let described: BTreeSet<Row> = operations.iter().map(row).collect();
        let written: BTreeSet<Row> = self.0.keys().cloned().collect();
        let missing: Vec<&Row> = described.difference(&written).collect();
        let idle: Vec<&Row> = written.difference(&described).collect();
        assert!(missing.is_empty() && idle.is_empty(), "without a row: {missing:?}; without an operation: {idle:?}");
    }

    /// All cells that `found` has otherwise, a line each.
    pub(super) fn differences(&self, found: &Self) -> String {
        let mut text = String::new();
        let rows: BTreeSet<&Row> = self.0.keys().chain(found.0.keys()).collect();
        for row in rows {
            for actor in Actor::ALL {
                let (said, is) = (self.at(row, actor), found.at(row, actor));
                if said != is {
                    let (area, operation) = row;
                    writeln!(text, "{area}: {operation} as {}: the table says {said:?}, it is {is:?}", actor.name())
                        .expect("text");
                }
            }
        }
        text
    }
}
