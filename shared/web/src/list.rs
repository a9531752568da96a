//! Lists on the wire.

use serde::{Deserialize, Serialize};
use table::Page;
use utoipa::{IntoParams, ToSchema};

use crate::problem::Problem;

/// How much of a list is wanted, and where it goes on.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListQuery {
    /// At most so many entries: 1 to 100, 20 if not given.
    #[param(value_type = Option<u16>, minimum = 1, maximum = 100)]
    pub limit: Option<String>,
    /// The `next_cursor` of the page before.
    pub cursor: Option<String>,
}

impl ListQuery {
    /// The number of entries wanted.
    pub fn limit(&self) -> Result<u16, Problem> {
        match self.limit.as_deref() {
            None => Ok(20),
            Some(text) => text
                .parse::<u16>()
                .ok()
                .filter(|limit| (1..=100).contains(limit))
                .ok_or_else(|| Problem::invalid("/limit", "invalid_value", "must be a whole number from 1 to 100")),
        }
    }
}

/// Some entries of a list, and where it goes on.
#[derive(Debug, Serialize, ToSchema)]
pub struct ListView<T> {
    /// The entries.
    pub items: Vec<T>,
    /// Hand it back as `cursor` to read on; `null` at the end.
    pub next_cursor: Option<String>,
}

impl<T> From<Page<T>> for ListView<T> {
    fn from(page: Page<T>) -> Self {
        Self { items: page.items, next_cursor: page.next_cursor }
    }
}
