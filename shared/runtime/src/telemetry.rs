//! Logs as JSON lines with the same field names everywhere, and metrics among them.

use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::{Layer as _, SubscriberExt as _};
use tracing_subscriber::util::SubscriberInitExt as _;

use crate::emf;

/// Starts the log of this process at the level that `LOG_LEVEL` names, `info` if none; metrics of `function` are always written.
///
/// Levels of single targets may follow: `warn,table=debug`.
pub fn start(level: Option<&str>, function: &str) {
    let levels: Option<Targets> = level.and_then(|text| text.parse().ok());
    // A metric is written as a metric, and not as a line of the log as well.
    let filter = levels
        .unwrap_or_else(|| Targets::new().with_default(LevelFilter::INFO))
        .with_target(emf::TARGET, LevelFilter::OFF);
    let lines =
        tracing_subscriber::fmt::layer().json().flatten_event(true).with_current_span(false).with_filter(filter);
    let metrics = emf::Metrics { function: function.to_owned() };
    let metrics = metrics.with_filter(Targets::new().with_target(emf::TARGET, LevelFilter::INFO));
    if tracing_subscriber::registry().with(lines).with(metrics).try_init().is_err() {
        tracing::debug!("the log was started before");
    }
}
