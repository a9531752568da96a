//! Lines for the person at the terminal.

use std::io::Write as _;

use tracing_subscriber::EnvFilter;

/// Prints a line.
pub(super) fn say(line: &str) {
    // A closed pipe is no reason to stop the shop.
    let _ = writeln!(std::io::stdout().lock(), "{line}");
}

/// Prints a line about what went wrong.
pub(super) fn complain(line: &str) {
    let _ = writeln!(std::io::stderr().lock(), "souk: {line}");
}

/// Shows log lines of at least this level.
pub(super) fn log(level: &str) {
    // What CloudWatch would be told is nothing to read, and a refused condition is how the table works.
    let quiet = format!("{level},{}=off,dynoxide=error", context::metric::TARGET);
    let filter = EnvFilter::try_new(quiet).unwrap_or_else(|_| EnvFilter::new("warn"));
    let started = tracing_subscriber::fmt().compact().with_writer(std::io::stderr).with_env_filter(filter).try_init();
    if started.is_err() {
        tracing::debug!("the log was started before");
    }
}
