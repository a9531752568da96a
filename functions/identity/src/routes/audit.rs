//! The audit, for staff.

use std::collections::BTreeMap;

use domain::audit::action::AuditAction;
use domain::audit::record::{AuditEntry, Change};
use jiff::civil::Date;
use kernel::id::AuditId;
use kernel::time::{Timestamp, day};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::reply::Json;
use web::{Admin, Cx, ListQuery, ListView, Problem, Reply, ValidQuery, scope};

/// Which entries: those of a day, of an actor, or of a target.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AuditQuery {
    /// The UTC day, as `yyyy-mm-dd`; today if nothing is asked for. Not together with `actor` or `target`.
    #[param(example = "2026-01-31")]
    day: Option<String>,
    /// Who acted: the id of a user, `guest`, or a part of the shop. Not together with `target`.
    #[param(example = "guest", min_length = 1, max_length = 200)]
    actor: Option<String>,
    /// What was acted on, by its id.
    #[param(example = "var_01JD8ZQ4T5M6N7P8Q9R0S1T2V3", min_length = 1, max_length = 200)]
    target: Option<String>,
    /// At most so many: 1 to 100, 20 if not given.
    #[param(value_type = Option<u16>, minimum = 1, maximum = 100)]
    limit: Option<String>,
    /// The `next_cursor` of the page before.
    cursor: Option<String>,
}

/// What somebody did, or what happened to one of the shop's doors.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuditView {
    /// The entry.
    id: AuditId,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    /// Who: the id of a user, `guest`, or a part of the shop.
    actor: String,
    /// What was done.
    action: AuditAction,
    /// What it was done to: an id, or `address:` and a digest where an address has no account.
    target: String,
    /// The fields that changed, by name.
    changes: BTreeMap<String, Change>,
    /// The request in which it was done.
    request_id: String,
}

impl From<AuditEntry> for AuditView {
    fn from(record: AuditEntry) -> Self {
        let AuditEntry { id, at, actor, action, target, changes, request_id } = record;
        Self { id, at, actor, action, target, changes, request_id }
    }
}

/// What is asked for.
enum Filter {
    Day(String),
    Actor(String),
    Target(String),
}

impl Filter {
    fn of(query: &AuditQuery, now: Timestamp) -> Result<Self, Problem> {
        let text = |name: &str, text: &str| match text.len() {
            1..=200 => Ok(text.to_owned()),
            _ => Err(Problem::invalid(name, "invalid_value", "must have 1 to 200 characters")),
        };
        match (&query.day, &query.actor, &query.target) {
            (None, None, None) => Ok(Self::Day(day(now))),
            (Some(day), None, None) => compact(day)
                .map(Self::Day)
                .ok_or_else(|| Problem::invalid("/day", "invalid_value", "must be a day such as 2026-01-31")),
            (None, Some(actor), None) => text("/actor", actor).map(Self::Actor),
            (None, None, Some(target)) => text("/target", target).map(Self::Target),
            (Some(_), ..) => Err(Problem::invalid("/day", "invalid_value", "must stand alone")),
            (None, Some(_), Some(_)) => Err(Problem::invalid("/actor", "invalid_value", "must stand alone")),
        }
    }

    /// What the cursor is bound to.
    fn scope(&self) -> String {
        match self {
            Self::Day(day) => format!("day {day}"),
            Self::Actor(actor) => format!("actor {actor}"),
            Self::Target(target) => format!("target {target}"),
        }
    }
}

/// List audit log entries, newest first.
///
/// What staff did and who tried the doors.
#[utoipa::path(get, path = "/v1/admin/audit", operation_id = "list_audit_entries", tag = "admin", params(AuditQuery),
    responses((status = 200, description = "The entries.", body = ListView<AuditView>)))]
pub async fn list_audit_entries(
    cx: Cx,
    Admin(principal, ..): Admin<scope::AuditRead>,
    ValidQuery(query): ValidQuery<AuditQuery>,
) -> Reply<Json<ListView<AuditView>>> {
    let filter = Filter::of(&query, cx.now)?;
    let list = ListQuery { limit: query.limit, cursor: query.cursor };
    let request = cx.page(&list, principal.user, &filter.scope())?;
    let audit = cx.store.audit();
    let page = match &filter {
        Filter::Day(day) => audit.of_day(day, &request).await?,
        Filter::Actor(actor) => audit.by_actor(actor, &request).await?,
        Filter::Target(target) => audit.of_target(target, &request).await?,
    };
    Ok(Json(page.map(AuditView::from).into()))
}

/// `2026-01-31` as `20260131`, if it is a day.
fn compact(text: &str) -> Option<String> {
    let date: Date = text.parse().ok()?;
    (date.to_string() == text).then(|| text.replace('-', ""))
}
