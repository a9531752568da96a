//! Products and their import.

use crate::problems::{BLANK, Entry};

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        code: "csv_empty",
        statuses: &[422],
        meaning: "The file has no products.",
        when: "It is empty, or has a first line and no other.",
        remedy: "Export the products again.",
        ..BLANK
    },
    Entry {
        code: "csv_not_utf8",
        statuses: &[422],
        meaning: "The file is not encoded as UTF-8.",
        when: "It was saved in another encoding, or is no text at all.",
        remedy: "Save it as CSV in UTF-8.",
        ..BLANK
    },
    Entry {
        code: "csv_missing_column",
        statuses: &[422],
        meaning: "A column that an import needs is missing.",
        when: "The first line does not name it; the message does.",
        remedy: "Export the products with all columns.",
        ..BLANK
    },
];
