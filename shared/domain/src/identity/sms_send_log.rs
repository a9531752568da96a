//! SMS send log. How often a text was sent to one number, or for one account.

use kernel::time::{Timestamp, after};
use serde::{Deserialize, Serialize};

/// The most texts within [`SHORT_SECONDS`].
pub const MOST_SHORT: usize = 3;
/// A quarter of an hour.
pub const SHORT_SECONDS: i64 = 15 * 60;
/// The most texts within [`LONG_SECONDS`].
pub const MOST_LONG: usize = 10;
/// A day.
pub const LONG_SECONDS: i64 = 24 * 60 * 60;

/// When the texts of the last day were sent, oldest first.
///
/// The windows slide, so no border between two of them lets twice as many through. The list is written with the version it was
/// read at, so texts that are asked for together are counted one after the other.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SmsSendLog(Vec<Timestamp>);

impl SmsSendLog {
    /// The log with one more text at `now`; or the seconds until one may be sent.
    pub fn admit(&self, now: Timestamp) -> Result<Self, u32> {
        match self.wait(now) {
            0 => {
                let kept = self.0.iter().copied().filter(|sent| now < after(*sent, LONG_SECONDS));
                Ok(Self(kept.chain([now]).collect()))
            }
            seconds => Err(seconds),
        }
    }

    /// The seconds until another text may be sent: none if it may be now.
    pub fn wait(&self, now: Timestamp) -> u32 {
        let until = |most: usize, seconds: i64| {
            // With the latest so many within the window, the first of them must leave it.
            let first = self.0.len().checked_sub(most).and_then(|position| self.0.get(position));
            first.map_or(0, |first| after(*first, seconds).as_second().saturating_sub(now.as_second()).max(0))
        };
        let seconds = until(MOST_SHORT, SHORT_SECONDS).max(until(MOST_LONG, LONG_SECONDS));
        u32::try_from(seconds).unwrap_or(u32::MAX)
    }

    /// When the last text no longer counts.
    pub fn ends_at(&self) -> Option<Timestamp> {
        self.0.last().map(|last| after(*last, LONG_SECONDS))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::example::at;

    /// M40-T04
    #[test]
    fn the_fourth_text_of_a_quarter_of_an_hour_waits_for_the_first_to_be_over() {
        let mut log = SmsSendLog::default();
        for seconds in [0, 100, 200] {
            log = log.admit(at(seconds)).unwrap();
        }
        assert_eq!(log.admit(at(300)), Err(600));
        assert_eq!(log.admit(at(899)), Err(1));
        log = log.admit(at(900)).unwrap();
        assert_eq!(log.admit(at(901)), Err(99));
    }

    #[test]
    fn the_eleventh_text_of_a_day_waits_for_the_next() {
        let mut log = SmsSendLog::default();
        for number in 0..10 {
            log = log.admit(at(number * 1_000)).unwrap();
        }
        assert_eq!(log.admit(at(10_000)), Err(76_400));
        assert_eq!(log.ends_at(), Some(at(9_000 + 86_400)));
        assert!(log.admit(at(86_400)).is_ok());
    }

    proptest! {
        /// Whenever texts are asked for, no quarter of an hour has more than three and no day more than ten.
        #[test]
        fn no_window_is_ever_exceeded(pauses in prop::collection::vec(0_i64..4_000, 1..120)) {
            let (mut log, mut sent, mut now) = (SmsSendLog::default(), Vec::new(), 0);
            for pause in pauses {
                now += pause;
                if let Ok(next) = log.admit(at(now)) {
                    log = next;
                    sent.push(now);
                }
            }
            for first in &sent {
                let within = |seconds: i64| sent.iter().filter(|one| (*first..*first + seconds).contains(*one)).count();
                prop_assert!(within(SHORT_SECONDS) <= MOST_SHORT && within(LONG_SECONDS) <= MOST_LONG);
            }
        }
    }
}
