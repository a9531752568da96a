//! Rate limits: how often something may happen to one subject in one window of time.
//!
//! A window's count is one item that expires by itself, raised by one conditional update, so simultaneous attempts are
//! counted one by one and the limit is never exceeded within a window.

use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::types::{ReturnConsumedCapacity, ReturnValue};
use kernel::time::{Timestamp, after};
use serde::{Deserialize, Serialize};

use crate::entity::{Entity, Indexes, Shape};
use crate::error::TableFault;
use crate::key::{Key, Part};
use crate::partition::Partition;
use crate::person::Person;
use crate::{AttributeValue, Table};

/// How long a count is kept after its window, in seconds: clocks of processes differ.
const SLACK: i64 = 300;

/// At most `most` times in every window of `seconds`, for each subject.
///
/// Windows are aligned to the epoch and follow one another, so a burst across their border may reach twice the limit.
#[derive(Clone, Copy, Debug)]
pub struct RateLimit {
    /// What is limited; the first part of the item's key.
    pub bucket: &'static str,
    /// How often.
    pub most: u32,
    /// The length of a window, in seconds.
    pub seconds: i64,
}

/// What became of an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counted {
    /// It was counted and may go on.
    Within,
    /// There were as many before as may be; it was not counted.
    Over {
        /// Seconds until the next window.
        retry_after: u32,
    },
}

/// What is left of a limit after an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allowance {
    /// Whether the attempt was counted and may go on.
    pub is_within: bool,
    /// How many more may follow in this window.
    pub left: u32,
    /// Seconds until the next window.
    pub resets_in: u32,
}

/// How often something happened in one window.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Tally {
    bucket: String,
    subject: String,
    window: u32,
    count: u32,
    expires_at: Timestamp,
}

/// The item of a [`Tally`].
#[derive(Debug)]
pub struct Rate;

impl Entity for Rate {
    type Value = Tally;
    const TYPE: &'static str = "Rate";
    const SHAPE: Shape = Shape::at("RATE#{bucket}#{sha}#{window}", "RATE");
    const PERSON: Person = Person::Elsewhere("counts requests by a digest of who makes them; expires with its window");
    const PARTITION: Partition = Partition::engine("RATE");

    fn key(tally: &Tally) -> Key {
        let part = |text: &str| Part::new(text).unwrap_or_else(|_| Part::sha(text));
        crate::key!("RATE", part(&tally.bucket), part(&tally.subject), tally.window; "RATE")
    }

    fn indexes(tally: &Tally) -> Indexes {
        Indexes { expires_at: Some(tally.expires_at), ..Indexes::default() }
    }
}

impl RateLimit {
    /// The first tally of the window that `now` is in.
    fn tally(&self, subject: &Part, now: Timestamp) -> Tally {
        let window = now.as_second().div_euclid(self.seconds);
        Tally {
            bucket: self.bucket.to_owned(),
            subject: subject.to_string(),
            window: u32::try_from(window).unwrap_or_default(),
            count: 1,
            expires_at: after(now, self.seconds_left(now) + SLACK),
        }
    }

    /// The seconds until the window of `now` ends: at least one.
    fn seconds_left(&self, now: Timestamp) -> i64 {
        self.seconds - now.as_second().rem_euclid(self.seconds)
    }
}

impl Table {
    /// Counts one attempt of `subject` at `now`, unless `limit` is reached: one conditional write.
    ///
    /// An attempt whose answer was lost may be counted twice, which errs on the strict side.
    pub async fn count(&self, limit: &RateLimit, subject: &Part, now: Timestamp) -> Result<Counted, TableFault> {
        let Allowance { is_within, resets_in, .. } = self.spend(limit, subject, now).await?;
        Ok(if is_within { Counted::Within } else { Counted::Over { retry_after: resets_in } })
    }

    /// Counts one attempt as [`Self::count`] does, and tells what is left.
    pub async fn spend(&self, limit: &RateLimit, subject: &Part, now: Timestamp) -> Result<Allowance, TableFault> {
        self.meter.trip(1);
        let tally = limit.tally(subject, now);
        let (text, number) =
            (|text: &str| AttributeValue::S(text.to_owned()), |n: i64| AttributeValue::N(n.to_string()));
        let answer = self
            .client()?
            .update_item()
            .table_name(&*self.name)
            .set_key(Some(Rate::key(&tally).attributes()))
            .update_expression(
                "SET #et = :et, #bucket = :bucket, #subject = :subject, #window = :window, #expires = :expires, \
                 #ttl = :ttl ADD #count :one, #v :one",
            )
            .condition_expression("attribute_not_exists(#count) OR #count < :most")
            .expression_attribute_names("#et", "et")
            .expression_attribute_names("#bucket", "bucket")
            .expression_attribute_names("#subject", "subject")
            .expression_attribute_names("#window", "window")
            .expression_attribute_names("#expires", "expires_at")
            .expression_attribute_names("#ttl", "ttl")
            .expression_attribute_names("#count", "count")
            .expression_attribute_names("#v", "v")
            .expression_attribute_values(":et", text(Rate::TYPE))
            .expression_attribute_values(":bucket", text(&tally.bucket))
            .expression_attribute_values(":subject", text(&tally.subject))
            .expression_attribute_values(":window", number(tally.window.into()))
            .expression_attribute_values(":expires", text(&tally.expires_at.to_string()))
            .expression_attribute_values(":ttl", number(tally.expires_at.as_second()))
            .expression_attribute_values(":one", number(tally.count.into()))
            .expression_attribute_values(":most", number(limit.most.into()))
            .return_values(ReturnValue::UpdatedNew)
            .return_consumed_capacity(ReturnConsumedCapacity::Total)
            .send()
            .await;
        let resets_in = u32::try_from(limit.seconds_left(now)).unwrap_or(u32::MAX);
        match answer {
            Ok(answer) => {
                self.meter.write(answer.consumed_capacity());
                let count = answer.attributes().and_then(|new| new.get("count")?.as_n().ok()?.parse().ok());
                let left = limit.most.saturating_sub(count.unwrap_or(limit.most));
                Ok(Allowance { is_within: true, left, resets_in })
            }
            Err(error)
                if error.as_service_error().is_some_and(UpdateItemError::is_conditional_check_failed_exception) =>
            {
                Ok(Allowance { is_within: false, left: 0, resets_in })
            }
            Err(error) => Err(TableFault::of(error)),
        }
    }

    /// Forgets what `subject` did in the window of `now`: it may begin anew.
    pub async fn forget(&self, limit: &RateLimit, subject: &Part, now: Timestamp) -> Result<(), TableFault> {
        self.meter.trip(1);
        let answer = self
            .client()?
            .delete_item()
            .table_name(&*self.name)
            .set_key(Some(Rate::key(&limit.tally(subject, now)).attributes()))
            .return_consumed_capacity(ReturnConsumedCapacity::Total)
            .send()
            .await
            .map_err(TableFault::of)?;
        self.meter.write(answer.consumed_capacity());
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: RateLimit = RateLimit { bucket: "LOGIN", most: 5, seconds: 60 };

    fn at(seconds: i64) -> Timestamp {
        after("2026-01-01T12:00:00Z".parse().unwrap(), seconds)
    }

    #[test]
    fn a_window_has_one_item_that_outlives_it() {
        let key = |seconds| Rate::key(&LIMIT.tally(&Part::sha("ana@example.com"), at(seconds)));
        assert_eq!(key(0), key(59));
        assert_ne!(key(59), key(60));
        assert_ne!(key(0), Rate::key(&LIMIT.tally(&Part::sha("eve@example.com"), at(0))));
        assert!(key(0).pk.starts_with("RATE#LOGIN#") && key(0).pk.ends_with("#29454480"), "{}", key(0));
        assert_eq!(LIMIT.tally(&Part::sha("x"), at(59)).expires_at, at(60 + SLACK));
    }

    #[test]
    fn waiting_ends_with_the_window() {
        assert_eq!((LIMIT.seconds_left(at(0)), LIMIT.seconds_left(at(59))), (60, 1));
    }
}
