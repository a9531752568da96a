//! SMS log. The texts that went to one number, for whatever account.

use domain::identity::sms_send_log::SmsSendLog;
use kernel::key::Part;
use serde::{Deserialize, Serialize};
use table::{Entity, Indexes, Key, Partition, Person, Shape, key};

use super::partitions;

/// The texts of the last day to one number, which is known by a keyed digest alone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SmsLog {
    /// The digest: numbers are few enough for an unkeyed one to be reversed by trying them all.
    pub digest: String,
    /// When they were sent.
    pub sends: SmsSendLog,
}

/// The item of a [`SmsLog`].
#[derive(Debug)]
pub struct SmsLogRecord;

impl SmsLogRecord {
    /// Where the texts to the number with this digest are.
    pub fn at(digest: &str) -> Key {
        let digest = Part::new(digest).unwrap_or_else(|_| Part::sha(digest));
        key!("TEXTED", digest; "HEAD")
    }
}

impl Entity for SmsLogRecord {
    type Value = SmsLog;
    const TYPE: &'static str = "TextLog";
    const SHAPE: Shape = Shape::at("TEXTED#{mac}", "HEAD");
    const PERSON: Person = Person::Elsewhere("by a keyed digest of the number, for whatever account; expires in a day");
    const PARTITION: Partition = partitions::TEXTED;

    fn key(log: &SmsLog) -> Key {
        Self::at(&log.digest)
    }

    fn indexes(log: &SmsLog) -> Indexes {
        Indexes { expires_at: log.sends.ends_at(), ..Indexes::default() }
    }
}
