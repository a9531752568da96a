//! The entries, one file an area, as its faults are declared there; what all areas share has files of its own.

mod access;
mod catalog;
mod identity;
mod inventory;
mod orders;
mod payments;
mod pricing;
mod profiles;
mod requests;
mod reviews;
mod service;
mod shopping;

use super::Entry;

/// Every entry, in the order in which they are shown.
pub(super) const ALL: &[&[Entry]] = &[
    requests::ENTRIES,
    access::ENTRIES,
    identity::ENTRIES,
    profiles::ENTRIES,
    catalog::ENTRIES,
    inventory::ENTRIES,
    pricing::ENTRIES,
    shopping::ENTRIES,
    orders::ENTRIES,
    payments::ENTRIES,
    reviews::ENTRIES,
    service::ENTRIES,
];
