//! Pure rules: no clock, no randomness, no I/O.
//!
//! One directory an area, one file a noun. What holds everywhere in here:
//!
//! * Money is integers of one currency; every sum that could overflow or mix currencies is a fault, never a wrong number.
//! * Time and ids are handed in. A rule that depends on a deadline compares with the `now` it is given.
//! * Each lifecycle is one `TRANSITIONS` table and one `apply`; nothing else moves a state.
//! * Records grow: structs that are stored read items with fields they do not know and without the optional ones they do.

pub mod audit;
pub mod catalog;
#[cfg(test)]
mod example;
pub mod identity;
pub mod inventory;
mod lifecycle;
pub mod notifications;
pub mod orders;
pub mod payments;
pub mod pricing;
pub mod profiles;
pub mod reviews;
pub mod shipping;
pub mod shopping;

/// What is audited, area by area.
const AUDITED: &[&[audit::action::AuditAction]] = &[
    catalog::ACTIONS,
    identity::ACTIONS,
    inventory::ACTIONS,
    notifications::ACTIONS,
    pricing::ACTIONS,
    reviews::ACTIONS,
];
