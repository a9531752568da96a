//! What is in the table: keys, records and named access patterns.
//!
//! One file a noun: the marker type that says how the domain's value becomes an item, and the accessor with the noun's
//! access patterns. One line in its area's `mod.rs` registers it. Nothing else in the workspace builds or reads a key.

#[macro_use]
mod nouns;

pub mod audit;
pub mod catalog;
pub mod engine;
pub mod identity;
pub mod inventory;
pub mod notifications;
pub mod orders;
pub mod payments;
pub mod profiles;
pub mod reviews;
pub mod shapes;
pub mod shopping;

use table::{Table, Usage};

areas![audit, catalog, engine, identity, inventory, notifications, orders, payments, profiles, reviews, shopping];

/// The nouns of one table, for one request; each has an accessor, which its area declares.
#[derive(Clone)]
pub struct Store {
    table: Table,
}

impl Store {
    /// The nouns of `table`.
    pub fn new(table: Table) -> Self {
        Self { table }
    }

    /// The same nouns with a meter of their own.
    pub fn metered(&self) -> Self {
        Self { table: self.table.metered() }
    }

    /// The table itself, to commit transactions to and to read several nouns at once.
    pub fn table(&self) -> &Table {
        &self.table
    }

    /// What was used so far.
    pub fn usage(&self) -> Usage {
        self.table.usage()
    }
}
