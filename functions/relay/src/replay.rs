//! Publishing again what is kept, when somebody asks: events never leave the table, so what a topic lost comes back.

use events::{Aggregate, Envelope};
use futures_util::future::BoxFuture;
use runtime::{App, WorkFault};
use serde::Deserialize;
use serde_json::{Value, json};

/// The one task of this function.
const TASK: &str = "replay";

/// What to publish again.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Replay {
    /// Always [`TASK`].
    #[serde(rename = "task")]
    _task: String,
    /// The partition that keeps the events, such as `ORDER#ord_…`; logs name it so.
    aggregate: String,
    /// The first version to publish; without it, from the beginning.
    from: Option<u32>,
    /// The last version to publish; without it, to the end.
    to: Option<u32>,
}

/// A replay that was asked for in the wrong words, or did not come to its end.
#[derive(Debug, thiserror::Error)]
enum ReplayFault {
    #[error("there is no task {0}")]
    NoSuchTask(String),
    #[error("{0:?} is no aggregate: its partition is meant, such as ORDER#ord_…")]
    NoAggregate(String),
    #[error("no events are kept of {0} in these versions")]
    Nothing(String),
    #[error("{failed} of {total} events were not published: {first}")]
    Unpublished { failed: usize, total: usize, first: String },
}

/// Publishes the kept events of one aggregate again, in the order of their versions, and answers how many.
///
/// They are what they were, ids included: consumers that have seen them do nothing, one that has missed them acts.
pub(crate) fn on_task(app: App, task: String, event: Value) -> BoxFuture<'static, Result<Value, WorkFault>> {
    Box::pin(async move {
        if task != TASK {
            return Err(ReplayFault::NoSuchTask(task).into());
        }
        let replay: Replay = serde_json::from_value(event)?;
        let (kind, id) = aggregate(&replay.aggregate)?;
        let mut events = app.store.table().history(&kind, id).await?;
        events.retain(|event| wanted(&replay, event));
        if events.is_empty() {
            return Err(ReplayFault::Nothing(replay.aggregate).into());
        }
        let failed = app.gateways.bus()?.publish(&events).await;
        if let Some((_, fault)) = failed.first() {
            let (failed, total) = (failed.len(), events.len());
            return Err(ReplayFault::Unpublished { failed, total, first: fault.to_string() }.into());
        }
        tracing::info!(
            event.aggregate = replay.aggregate,
            event.count = events.len(),
            "{} was replayed",
            replay.aggregate
        );
        Ok(json!({ "published": events.len() }))
    })
}

/// How people name an aggregate: by the partition of its events.
pub(crate) fn name(aggregate: &Aggregate) -> String {
    format!("{}#{}", aggregate.kind.to_ascii_uppercase(), aggregate.id)
}

/// The kind and id of an aggregate that is named so.
fn aggregate(name: &str) -> Result<(String, &str), ReplayFault> {
    let parts = name.split_once('#').filter(|(noun, id)| !noun.is_empty() && !id.is_empty());
    let (noun, id) = parts.ok_or_else(|| ReplayFault::NoAggregate(name.to_owned()))?;
    Ok((noun.to_ascii_lowercase(), id))
}

fn wanted(replay: &Replay, event: &Envelope) -> bool {
    let version = event.aggregate.version;
    replay.from.is_none_or(|from| from <= version) && replay.to.is_none_or(|to| version <= to)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_aggregate_is_named_by_its_partition() {
        let order = Aggregate { kind: "order".to_owned(), id: "ord_1".to_owned(), version: 3 };
        assert_eq!(name(&order), "ORDER#ord_1");
        assert_eq!(aggregate("ORDER#ord_1").unwrap(), ("order".to_owned(), "ord_1"));
        for wrong in ["", "ord_1", "ORDER#", "#ord_1"] {
            assert!(aggregate(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_replay_says_no_more_than_it_means() {
        let read = |event: Value| serde_json::from_value::<Replay>(event);
        assert!(read(json!({ "task": "replay", "aggregate": "ORDER#1", "from": 2, "to": 3 })).is_ok());
        assert!(read(json!({ "task": "replay" })).is_err());
        assert!(read(json!({ "task": "replay", "aggregate": "ORDER#1", "version": 2 })).is_err());
    }
}
