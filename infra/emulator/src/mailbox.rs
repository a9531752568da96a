//! The mails that the shop sent. Nothing leaves the machine.

use std::sync::{Arc, Mutex, PoisonError};

use kernel::time::Timestamp;
use serde::{Deserialize, Serialize};

use crate::state_file::{StateFile, StateFileFault};

/// A mail as it was handed to SES.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mail {
    /// The id that SES answered.
    pub id: String,
    /// When it was sent.
    pub sent_at: Timestamp,
    /// The sender.
    pub from: String,
    /// The receivers.
    pub to: Vec<String>,
    /// Those who get a copy.
    pub cc: Vec<String>,
    /// Those who get a copy that nobody else knows of.
    pub bcc: Vec<String>,
    /// Where answers go.
    pub reply_to: Vec<String>,
    /// The subject.
    pub subject: String,
    /// The text part.
    pub text: Option<String>,
    /// The HTML part.
    pub html: Option<String>,
    /// The configuration set that it was sent with.
    #[serde(default)]
    pub configuration_set: Option<String>,
}

/// Every mail sent by one stack.
pub struct Mailbox {
    mails: Mutex<Vec<Mail>>,
    state_file: Arc<StateFile>,
}

impl Mailbox {
    /// The mailbox with the mails of the runs before.
    pub fn open(state_file: Arc<StateFile>) -> Result<Self, StateFileFault> {
        Ok(Self { mails: Mutex::new(state_file.mails()?), state_file })
    }

    fn locked(&self) -> std::sync::MutexGuard<'_, Vec<Mail>> {
        self.mails.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts a mail in.
    pub fn deliver(&self, mail: Mail) {
        self.state_file.keep_mail(&mail.id, &mail);
        self.locked().push(mail);
    }

    /// All mails, newest first.
    pub fn all(&self) -> Vec<Mail> {
        self.locked().iter().rev().cloned().collect()
    }

    /// The mails to `address`, newest first.
    pub fn to(&self, address: &str) -> Vec<Mail> {
        let wanted = |mail: &Mail| mail.to.iter().any(|receiver| receiver.eq_ignore_ascii_case(address));
        self.all().into_iter().filter(wanted).collect()
    }

    /// The mail with this id.
    pub fn get(&self, id: &str) -> Option<Mail> {
        self.locked().iter().find(|mail| mail.id == id).cloned()
    }

    /// Throws all mails away.
    pub fn clear(&self) {
        self.state_file.drop_mails();
        self.locked().clear();
    }
}
