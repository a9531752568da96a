//! What people tell about themselves.

use crate::problems::{BLANK, Entry};

pub(super) const ENTRIES: &[Entry] = &[Entry {
    code: "address_book_full",
    statuses: &[409],
    meaning: "The address book has no room for another address.",
    when: "It has fifty addresses.",
    remedy: "Offer to delete one, or use the address for the order alone.",
    ..BLANK
}];
