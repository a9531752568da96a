//! The mails that the shop sent. Nothing leaves the machine.

use std::sync::Arc;

use kernel::time::Timestamp;
use serde::{Deserialize, Serialize};

use crate::state_file::StateFile;

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

/// Every mail sent by one stack; they are in its state file, and only there.
pub struct Mailbox(Arc<StateFile>);

impl Mailbox {
    /// The mailbox with the mails of the runs before.
    pub fn new(state_file: Arc<StateFile>) -> Self {
        Self(state_file)
    }

    /// Puts a mail in.
    pub fn deliver(&self, mail: &Mail) {
        self.0.keep_mail(&mail.id, &mail.to, mail);
    }

    /// All mails, newest first.
    pub fn all(&self) -> Vec<Mail> {
        self.0.mails(u32::MAX)
    }

    /// The latest mails, newest first, at most so many.
    pub fn latest(&self, most: u32) -> Vec<Mail> {
        self.0.mails(most)
    }

    /// How many mails there are.
    pub fn count(&self) -> u64 {
        self.0.mail_count()
    }

    /// The mails to `address`, newest first.
    pub fn to(&self, address: &str) -> Vec<Mail> {
        self.0.mails_to(address, u32::MAX)
    }

    /// The latest mails to `address`, newest first, at most so many.
    pub fn latest_to(&self, address: &str, most: u32) -> Vec<Mail> {
        self.0.mails_to(address, most)
    }

    /// The mail with this id.
    pub fn get(&self, id: &str) -> Option<Mail> {
        self.0.mail(id)
    }

    /// Throws all mails away.
    pub fn clear(&self) {
        self.0.drop_mails();
    }
}
