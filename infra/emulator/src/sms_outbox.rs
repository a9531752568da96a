//! SMS outbox. The texts that the shop sent to telephones. Nothing leaves the machine.

use std::sync::{Arc, Mutex, PoisonError};

use kernel::time::Timestamp;
use serde::{Deserialize, Serialize};

use crate::state_file::{StateFile, StateFileFault};

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

/// Every text sent by one stack.
pub struct SmsOutbox {
    texts: Mutex<Vec<SentSms>>,
    state_file: Arc<StateFile>,
}

impl SmsOutbox {
    /// The texts of the runs before.
    pub fn open(state_file: Arc<StateFile>) -> Result<Self, StateFileFault> {
        Ok(Self { texts: Mutex::new(state_file.texts()?), state_file })
    }

    fn locked(&self) -> std::sync::MutexGuard<'_, Vec<SentSms>> {
        self.texts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a text in.
    pub fn deliver(&self, text: SentSms) {
        self.state_file.keep_sms(&text.id, &text);
        self.locked().push(text);
    }

    /// All texts, newest first.
    pub fn all(&self) -> Vec<SentSms> {
        self.locked().iter().rev().cloned().collect()
    }

    /// The texts to `number`, newest first.
    pub fn to(&self, number: &str) -> Vec<SentSms> {
        self.all().into_iter().filter(|text| text.to == number).collect()
    }

    /// Throws all texts away.
    pub fn clear(&self) {
        self.state_file.drop_sms();
        self.locked().clear();
    }
}
