//! Logs as JSON lines with the same field names everywhere.

use tracing_subscriber::EnvFilter;

/// Starts the log of this process at the level that `LOG_LEVEL` names, `info` if none.
pub fn start(level: Option<&str>) {
    let filter = EnvFilter::try_new(level.unwrap_or("info")).unwrap_or_else(|_| EnvFilter::new("info"));
    let started = tracing_subscriber::fmt().json().flatten_event(true).with_env_filter(filter).with_current_span(false).try_init();
    if started.is_err() {
        tracing::debug!("the log was started before");
    }
}
