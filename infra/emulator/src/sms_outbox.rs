//! SMS outbox. The texts that the shop sent to telephones. Nothing leaves the machine.

use std::sync::Arc;

use kernel::time::Timestamp;
use serde::{Deserialize, Serialize};

use crate::state_file::StateFile;

/// A text as it was handed to SNS.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentSms {
    /// The id that SNS answered.
    pub id: String,
    /// When it was sent.
    pub sent_at: Timestamp,
    /// The receiver's number.
    pub to: String,
    /// The name that the receiver sees, if it was sent with one.
    pub sender: Option<String>,
    /// How SNS was asked to treat it: `Transactional` or `Promotional`.
    pub kind: String,
    /// What it says.
    pub text: String,
}

/// Every text sent by one stack; they are in its state file, and only there.
pub struct SmsOutbox(Arc<StateFile>);

impl SmsOutbox {
    /// The texts of the runs before.
    pub fn new(state_file: Arc<StateFile>) -> Self {
        Self(state_file)
    }

    /// Takes a text in.
    pub fn deliver(&self, text: &SentSms) {
        self.0.keep_sms(&text.id, text);
    }

    /// All texts, newest first.
    pub fn all(&self) -> Vec<SentSms> {
        self.0.texts(u32::MAX)
    }

    /// The latest texts, newest first, at most so many.
    pub fn latest(&self, most: u32) -> Vec<SentSms> {
        self.0.texts(most)
    }

    /// The texts to `number`, newest first.
    pub fn to(&self, number: &str) -> Vec<SentSms> {
        self.0.texts_to(number, u32::MAX)
    }

    /// The latest texts to `number`, newest first, at most so many.
    pub fn latest_to(&self, number: &str, most: u32) -> Vec<SentSms> {
        self.0.texts_to(number, most)
    }

    /// Throws all texts away.
    pub fn clear(&self) {
        self.0.drop_sms();
    }
}
