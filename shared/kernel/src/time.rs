//! Instants, and where they come from.

pub use jiff::{SignedDuration, Timestamp};

/// Where the current time comes from.
///
/// A request reads it once; tests and the local stack move it.
pub trait Clock: Send + Sync {
    /// The current instant, in whole milliseconds: what is kept and told of it is as short as that.
    fn now(&self) -> Timestamp;
}

/// The instant `seconds` after `at`, or the last representable one.
pub fn after(at: Timestamp, seconds: i64) -> Timestamp {
    at.saturating_add(SignedDuration::from_secs(seconds)).unwrap_or(Timestamp::MAX)
}

/// `at` without what is below a millisecond.
pub fn whole_millis(at: Timestamp) -> Timestamp {
    Timestamp::from_millisecond(at.as_millisecond()).unwrap_or(at)
}

/// The sortable form used inside keys: RFC 3339 with exactly three fractional digits.
pub fn sortable(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()
}

/// The UTC day as `yyyymmdd`, used inside keys.
pub fn day(at: Timestamp) -> String {
    at.strftime("%Y%m%d").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sortable_times_have_one_width() {
        let early: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
        assert_eq!(sortable(early), "2026-01-01T00:00:00.000Z");
        assert_eq!(sortable(after(early, 61)), "2026-01-01T00:01:01.000Z");
        assert_eq!(day(early), "20260101");
    }

    #[test]
    fn what_is_below_a_millisecond_is_left_out() {
        let told = |text: &str| whole_millis(text.parse().unwrap()).to_string();
        assert_eq!(told("2026-01-01T00:00:00.123999999Z"), "2026-01-01T00:00:00.123Z");
        assert_eq!(told("2026-01-01T00:00:00.000999Z"), "2026-01-01T00:00:00Z");
    }
}
