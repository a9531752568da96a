//! Products, stock and their import.

use crate::problems::{BLANK, Entry};

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        code: "stock_not_tracked",
        answered: &[(409, &["adjust_stock"])],
        meaning: "The stock of this variant is not counted.",
        when: "Its quantity is to be changed, but it is sold without limit.",
        remedy: "Nothing needs to be done: it never sells out.",
        ..BLANK
    },
    Entry {
        code: "csv_empty",
        answered: &[(422, &[])],
        meaning: "The file has no products.",
        when: "It is empty, or has a first line and no other.",
        remedy: "Export the products again.",
        ..BLANK
    },
    Entry {
        code: "csv_not_utf8",
        answered: &[(422, &[])],
        meaning: "The file is not encoded as UTF-8.",
        when: "It was saved in another encoding, or is no text at all.",
        remedy: "Save it as CSV in UTF-8.",
        ..BLANK
    },
    Entry {
        code: "csv_missing_column",
        answered: &[(422, &[])],
        meaning: "A column that an import needs is missing.",
        when: "The first line does not name it; the message does.",
        remedy: "Export the products with all columns.",
        ..BLANK
    },
];
