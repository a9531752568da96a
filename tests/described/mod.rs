//! The running shop is as the papers describe it.

mod cost;
mod invoke;
mod log_filter;
mod problems;
mod roles;
pub(crate) mod template;
mod watch;

use crate::cast::Cast;
use crate::repository::{files, read, root};

/// What paths of pages name.
#[expect(clippy::unused_async, reason = "every theme is asked alike")]
pub(crate) async fn value_for(_cast: &Cast<'_>, path: &str, variable: &str) -> Option<String> {
    match (variable, path) {
        ("id", "/orders/{id}") => Some("ord_00000000000000000000000001".to_owned()),
        ("code", _) => Some("not_found".to_owned()),
        ("asset", _) => Some("souk.000000000000.css".to_owned()),
        _ => None,
    }
}
