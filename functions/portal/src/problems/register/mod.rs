//! The entries, one file a theme.

mod access;
mod catalogue;
mod orders;
mod payments;
mod requests;
mod service;
mod shopping;
mod telephones;

use super::Entry;

/// Every entry, in the order in which they are shown.
pub(super) const ALL: &[&[Entry]] = &[
    requests::ENTRIES,
    access::ENTRIES,
    telephones::ENTRIES,
    shopping::ENTRIES,
    orders::ENTRIES,
    payments::ENTRIES,
    catalogue::ENTRIES,
    service::ENTRIES,
];
