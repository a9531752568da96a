//! Pages of a list.

use kernel::secret::LinkKey;

use crate::cursor;
use crate::error::TableFault;

/// How much of a list is wanted, and where it goes on.
#[derive(Clone, Debug)]
pub struct PageRequest {
    /// At most so many entries: 1 to 100.
    pub limit: u16,
    /// The sealed cursor of the page before, if any.
    pub cursor: Option<String>,
    /// The key that seals cursors.
    pub seal: LinkKey,
    /// Who asks for what: a cursor is only good for the same caller and query.
    pub scope: String,
}

impl PageRequest {
    /// Refuses a cursor that was not sealed for this scope and a list of `shards` shards.
    pub fn check(&self, shards: usize) -> Result<(), TableFault> {
        cursor::open(self, shards).map(|_| ())
    }
}

/// Some entries of a list, and where it goes on.
#[derive(Clone, Debug)]
pub struct Page<T> {
    /// The entries.
    pub items: Vec<T>,
    /// The sealed cursor of the next page; `None` at the end.
    pub next_cursor: Option<String>,
}

impl<T> Page<T> {
    /// The same page with every entry changed.
    pub fn map<U>(self, change: impl FnMut(T) -> U) -> Page<U> {
        Page { items: self.items.into_iter().map(change).collect(), next_cursor: self.next_cursor }
    }
}
