//! Attempts that become slower the more of them fail, and are never locked out for good.
//!
//! A rate limit starts afresh with each window; here each failure beyond the first few doubles the pause, up to a limit.

use std::convert::Infallible;

use kernel::time::{Timestamp, after};
use serde::{Deserialize, Serialize};

use crate::entity::{Entity, Indexes, Shape};
use crate::error::TableFault;
use crate::key::{Key, Part};
use crate::partition::Partition;
use crate::person::Person;
use crate::rate_limit::Counted;
use crate::retry::wait;
use crate::{Table, Tx, TxFault, Update};

/// How often an attempt is counted again when others of the same subject come between.
const TRIES: u32 = 16;
/// How often an attempt looks again whether those before it, which are looked at this very moment, succeed.
const LOOKS: u32 = 5;
/// How long it waits for them first, in milliseconds; each further time is twice as long.
const FIRST_LOOK: u64 = 100;
/// After how many seconds an attempt of which nothing became has failed: whoever looked at it is gone.
const LONGEST_LOOK: i64 = 10;

/// `free` attempts at once; then a pause of `first` seconds, doubled by each further one up to `longest`.
#[derive(Clone, Copy, Debug)]
pub struct Slowdown {
    /// What is attempted; the first part of the item's key.
    pub bucket: &'static str,
    /// How many attempts come without a pause.
    pub free: u32,
    /// The first pause, in seconds.
    pub first: i64,
    /// The longest pause, in seconds.
    pub longest: i64,
    /// After how many seconds of silence it begins anew.
    pub memory: i64,
}

/// The attempts of one subject that did not succeed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Attempts {
    bucket: String,
    subject: String,
    count: u32,
    /// How many of them have been found wrong; the others are being looked at.
    #[serde(default)]
    failed: u32,
    paused_until: Timestamp,
    expires_at: Timestamp,
}

/// The item of [`Attempts`].
#[derive(Debug)]
pub struct AttemptsRecord;

impl AttemptsRecord {
    fn at(bucket: &str, subject: &str) -> Key {
        let part = |text: &str| Part::new(text).unwrap_or_else(|_| Part::sha(text));
        crate::key!("ATTEMPTS", part(bucket), part(subject); "ATTEMPTS")
    }
}

impl Entity for AttemptsRecord {
    type Value = Attempts;
    const TYPE: &'static str = "Attempts";
    const SHAPE: Shape = Shape::at("ATTEMPTS#{bucket}#{sha}", "ATTEMPTS");
    const PERSON: Person = Person::Elsewhere("counts attempts by a digest of who makes them; forgotten within a day");
    const PARTITION: Partition = Partition::engine("ATTEMPTS");

    fn key(attempts: &Attempts) -> Key {
        Self::at(&attempts.bucket, &attempts.subject)
    }

    fn indexes(attempts: &Attempts) -> Indexes {
        Indexes { expires_at: Some(attempts.expires_at), ..Indexes::default() }
    }
}

impl Slowdown {
    /// The pause that the attempt of this number begins, in seconds.
    fn pause(&self, number: u32) -> i64 {
        match number.checked_sub(self.free) {
            None => 0,
            Some(doublings) => self.first.saturating_mul(2_i64.saturating_pow(doublings.min(32))).min(self.longest),
        }
    }

    /// The attempts of `subject` with one more at `now`; or the seconds until one is looked at again.
    fn next(&self, before: Option<&Attempts>, subject: &Part, now: Timestamp) -> Result<Attempts, u32> {
        let before = before.filter(|before| now < before.expires_at);
        if let Some(before) = before.filter(|before| now < before.paused_until) {
            let left = before.paused_until.as_second().saturating_sub(now.as_second());
            return Err(u32::try_from(left).unwrap_or(u32::MAX).max(1));
        }
        let count = before.map_or(1, |before| before.count.saturating_add(1));
        let failed = before.map_or(0, |before| before.failed);
        Ok(Attempts {
            bucket: self.bucket.to_owned(),
            subject: subject.to_string(),
            count,
            failed,
            paused_until: after(now, self.pause(count)),
            expires_at: after(now, self.memory),
        })
    }

    /// Whether an attempt that led to the pause of `attempts` may still succeed, which would end it.
    fn is_undecided(&self, attempts: &Attempts, now: Timestamp) -> bool {
        attempts.failed < attempts.count && now < after(attempts.expires_at, LONGEST_LOOK - self.memory)
    }
}

impl Table {
    /// Counts one attempt of `subject` at `now`, before it is looked at, unless there is a pause: one read, one write.
    ///
    /// Attempts that come together are counted one after the other, so none slips through. One that meets a pause while those
    /// before it are looked at waits for them: if one of them succeeds it was no pause, for right ones may come together.
    pub async fn attempt(&self, slowdown: &Slowdown, subject: &Part, now: Timestamp) -> Result<Counted, TableFault> {
        let key = AttemptsRecord::at(slowdown.bucket, &subject.to_string());
        let mut looks = 0;
        for _ in 0..TRIES {
            let before = self.get::<AttemptsRecord>(&key).await?;
            let is_undecided = before.as_deref().is_some_and(|before| slowdown.is_undecided(before, now));
            let next = match slowdown.next(before.as_deref(), subject, now) {
                Ok(next) => next,
                Err(_) if is_undecided && looks < LOOKS => {
                    wait(FIRST_LOOK << looks).await;
                    looks += 1;
                    continue;
                }
                Err(retry_after) => return Ok(Counted::Over { retry_after }),
            };
            match Tx::<Infallible>::new().save(before.as_ref(), &next).commit(self).await {
                Ok(()) => return Ok(Counted::Within),
                Err(TxFault::Table(fault)) => return Err(fault),
                Err(_) => {}
            }
        }
        Err(TableFault::Contended)
    }

    /// Notes that an attempt of `subject` which was counted is wrong, so that nobody waits for it; one that was forgiven
    /// meanwhile stays so.
    pub async fn fail(&self, slowdown: &Slowdown, subject: &Part) -> Result<(), TableFault> {
        let key = AttemptsRecord::at(slowdown.bucket, &subject.to_string());
        let failed = Update::at(key).when_exists(&["failed"]).add(&["failed"], 1);
        match Tx::<Infallible>::new().update(failed).commit(self).await {
            Err(TxFault::Table(fault)) => Err(fault),
            Ok(()) | Err(_) => Ok(()),
        }
    }

    /// Forgets the attempts of `subject`, since one succeeded.
    pub async fn forgive(&self, slowdown: &Slowdown, subject: &Part) -> Result<(), TableFault> {
        let key = AttemptsRecord::at(slowdown.bucket, &subject.to_string());
        match Tx::<Infallible>::new().delete_existing(key).commit(self).await {
            Err(TxFault::Table(fault)) => Err(fault),
            Ok(()) | Err(_) => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: Slowdown = Slowdown { bucket: "LOGIN", free: 5, first: 60, longest: 900, memory: 86_400 };

    fn at(seconds: i64) -> Timestamp {
        after("2026-01-01T12:00:00Z".parse().unwrap(), seconds)
    }

    #[test]
    fn pauses_double_up_to_a_quarter_of_an_hour() {
        let pauses: Vec<i64> = [1, 4, 5, 6, 7, 8, 9, 10, u32::MAX].map(|number| LIMIT.pause(number)).to_vec();
        assert_eq!(pauses, [0, 0, 60, 120, 240, 480, 900, 900, 900]);
    }

    #[test]
    fn whoever_meets_a_pause_waits_for_those_that_are_looked_at_and_for_nobody_else() {
        let subject = Part::sha("ana@example.com");
        let five = (0..5).fold(None, |before: Option<Attempts>, _| LIMIT.next(before.as_ref(), &subject, at(0)).ok());
        let five = five.unwrap();
        assert!(LIMIT.next(Some(&five), &subject, at(1)).is_err() && LIMIT.is_undecided(&five, at(1)));
        assert!(!LIMIT.is_undecided(&five, at(LONGEST_LOOK)), "whoever looked at it is gone");
        assert!(!LIMIT.is_undecided(&Attempts { failed: 5, ..five }, at(1)), "all were wrong");
    }

    #[test]
    fn an_attempt_within_a_pause_is_not_counted_and_silence_is_forgiven() {
        let subject = Part::sha("ana@example.com");
        let mut attempts = LIMIT.next(None, &subject, at(0)).unwrap();
        for _ in 1..5 {
            attempts = LIMIT.next(Some(&attempts), &subject, at(0)).unwrap();
        }
        assert_eq!(LIMIT.next(Some(&attempts), &subject, at(59)).unwrap_err(), 1);
        let sixth = LIMIT.next(Some(&attempts), &subject, at(60)).unwrap();
        assert_eq!((sixth.count, sixth.paused_until), (6, at(180)));
        assert_eq!(LIMIT.next(Some(&sixth), &subject, at(60 + 86_400)).unwrap().count, 1);
    }
}
