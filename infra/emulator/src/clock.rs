//! The clock of a stack: it can be moved, and it may stand still.

use std::sync::atomic::{AtomicI64, Ordering};

use kernel::time::{Clock, SignedDuration, Timestamp, whole_millis};

/// A clock that can be moved: either the machine's time plus a shift, or an instant that only moves when told.
///
/// The functions, the queues, the schedules and the simulators of one stack share one.
#[derive(Debug)]
pub struct LocalClock {
    base: Base,
    shift_us: AtomicI64,
}

#[derive(Clone, Copy, Debug)]
enum Base {
    Machine,
    Standing(Timestamp),
}

impl LocalClock {
    /// The machine's time, until it is moved.
    pub fn running() -> Self {
        Self { base: Base::Machine, shift_us: AtomicI64::new(0) }
    }

    /// `at`, until it is moved.
    pub fn standing(at: Timestamp) -> Self {
        Self { base: Base::Standing(at), shift_us: AtomicI64::new(0) }
    }

    /// Whether time passes by itself.
    pub fn is_running(&self) -> bool {
        matches!(self.base, Base::Machine)
    }

    /// Moves the clock by `by`; a negative duration moves it back.
    pub fn advance(&self, by: SignedDuration) {
        let us = i64::try_from(by.as_micros()).unwrap_or(i64::MAX);
        let shifted = self.shift_us.load(Ordering::SeqCst).saturating_add(us);
        self.shift_us.store(shifted, Ordering::SeqCst);
    }

    /// Moves the clock to `to`.
    pub fn set(&self, to: Timestamp) {
        self.advance(to.duration_since(self.now()));
    }

    fn unshifted(&self) -> Timestamp {
        match self.base {
            Base::Machine => machine_time(),
            Base::Standing(at) => at,
        }
    }
}

impl Clock for LocalClock {
    fn now(&self) -> Timestamp {
        let shift = SignedDuration::from_micros(self.shift_us.load(Ordering::SeqCst));
        self.unshifted().saturating_add(shift).unwrap_or(Timestamp::MAX)
    }
}

/// The time of this machine in whole milliseconds, whatever a stack's clock says.
#[expect(clippy::disallowed_methods, reason = "this is where the time comes from")]
pub(crate) fn machine_time() -> Timestamp {
    whole_millis(Timestamp::now())
}

/// The database reads the same clock, for the times in its stream and for expiry.
impl dynoxide::storage_backend::Clock for LocalClock {
    fn now_unix_secs(&self) -> u64 {
        u64::try_from(Clock::now(self).as_second()).unwrap_or(0)
    }

    #[expect(clippy::cast_precision_loss, reason = "microseconds since the epoch fit a double for centuries")]
    fn now_unix_secs_f64(&self) -> f64 {
        Clock::now(self).as_microsecond() as f64 / 1_000_000.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_standing_clock_moves_only_when_told() {
        let start: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
        let clock = LocalClock::standing(start);
        assert_eq!(Clock::now(&clock), start);
        clock.advance(SignedDuration::from_secs(61));
        assert_eq!(Clock::now(&clock).to_string(), "2026-01-01T00:01:01Z");
        clock.set(start);
        assert_eq!(Clock::now(&clock), start);
        assert!(!clock.is_running());
    }
}
