//! Mail feedback. SES tells what became of a mail, to the topics of the configuration set that it was sent with.
//!
//! Nothing leaves the machine, so no mail comes back by itself: those to the addresses of SES's mailbox simulator do
//! (<https://docs.aws.amazon.com/ses/latest/dg/send-an-email-from-console.html>), and every other when somebody says so.

use std::collections::BTreeSet;
use std::sync::Arc;

use kernel::id::IdSource;
use kernel::time::{Clock as _, sortable};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::clock::LocalClock;
use crate::iam::Authority;
use crate::mailbox::Mail;
use crate::queue::uuid;
use crate::template::{ACCOUNT, FeedbackKind, FeedbackSpec, REGION, Template};
use crate::topics::{Publication, Topics};

/// The host of the mailbox simulator.
const SIMULATOR: &str = "simulator.amazonses.com";

/// What becomes of a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Feedback {
    /// There is no such mailbox.
    HardBounce,
    /// The mailbox is full, or its host is away.
    SoftBounce,
    /// Its reader called it spam.
    Complaint,
    /// Its reader says that it is no spam.
    NotSpam,
}

impl Feedback {
    /// What becomes of a mail to `address`, if it is one of the simulator's; what stands behind a `+` is the sender's own.
    fn simulated(address: &str) -> Option<Self> {
        let address = address.to_ascii_lowercase();
        let (local, host) = address.split_once('@')?;
        let mailbox = local.split('+').next().unwrap_or(local);
        match (host, mailbox) {
            (SIMULATOR, "bounce" | "suppressionlist") => Some(Self::HardBounce),
            (SIMULATOR, "complaint") => Some(Self::Complaint),
            _ => None,
        }
    }

    fn kind(self) -> FeedbackKind {
        match self {
            Self::HardBounce | Self::SoftBounce => FeedbackKind::Bounce,
            Self::Complaint | Self::NotSpam => FeedbackKind::Complaint,
        }
    }
}

/// Where a stack is told what became of its mails.
pub struct FeedbackLoop {
    sets: BTreeSet<String>,
    destinations: Vec<Destination>,
    topics: Arc<Topics>,
    clock: Arc<LocalClock>,
    ids: Arc<dyn IdSource>,
}

/// A topic, and whether it lets SES in.
struct Destination {
    spec: FeedbackSpec,
    admitted: bool,
}

impl FeedbackLoop {
    /// The configuration sets of a template, each with the topics that it tells, as far as these let SES in.
    pub fn new(
        template: &Template,
        authority: &Authority,
        topics: Arc<Topics>,
        clock: Arc<LocalClock>,
        ids: Arc<dyn IdSource>,
    ) -> Self {
        let admitted = |spec: &FeedbackSpec| {
            authority.lets_publish(&spec.topic_arn, "ses.amazonaws.com", &set_arn(&spec.configuration_set))
        };
        let destinations = template.mail_feedback.iter();
        let destinations = destinations.map(|spec| Destination { spec: spec.clone(), admitted: admitted(spec) });
        let destinations = destinations.collect();
        Self { sets: template.configuration_sets.clone(), destinations, topics, clock, ids }
    }

    /// Whether there is a configuration set of this name.
    pub fn knows(&self, configuration_set: &str) -> bool {
        self.sets.contains(configuration_set)
    }

    /// Tells what the mailbox simulator makes of a mail that was sent, if it went there.
    pub(crate) fn simulate(&self, mail: &Mail) {
        for address in mail.to.iter().chain(&mail.cc).chain(&mail.bcc) {
            if let Some(feedback) = Feedback::simulated(address) {
                self.report(mail, address, feedback);
            }
        }
    }

    /// Tells what became of a mail at one of its receivers, and answers how many topics heard it.
    pub fn report(&self, mail: &Mail, address: &str, feedback: Feedback) -> usize {
        let Some(set) = &mail.configuration_set else { return 0 };
        let told = self.destinations.iter().filter(|destination| {
            destination.spec.configuration_set == *set && destination.spec.kinds.contains(&feedback.kind())
        });
        let publication = Publication {
            message: self.record(mail, set, address, feedback).to_string(),
            subject: Some("Amazon SES Email Event Notification".to_owned()),
            ..Publication::default()
        };
        let mut heard = 0;
        for Destination { spec, admitted } in told {
            if !admitted {
                tracing::warn!(topic.arn = spec.topic_arn, "the policy of a topic keeps SES out");
            } else if self.topics.publish(&spec.topic_arn, &publication).is_ok() {
                heard += 1;
            }
        }
        heard
    }

    /// The record that SES publishes
    /// (<https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-examples.html>).
    fn record(&self, mail: &Mail, set: &str, address: &str, feedback: Feedback) -> Value {
        let now = self.clock.now();
        let id = uuid(self.ids.as_ref(), now);
        let at = sortable(now);
        let mut record = json!({
            "mail": {
                "timestamp": sortable(mail.sent_at),
                "source": mail.from,
                "sendingAccountId": ACCOUNT,
                "messageId": mail.id,
                "destination": mail.to,
                "headersTruncated": false,
                "tags": { "ses:configuration-set": [set] },
            },
        });
        let (kind, name, particulars) = match feedback {
            Feedback::HardBounce | Feedback::SoftBounce => {
                let hard = feedback == Feedback::HardBounce;
                let (bounce, status) = if hard { ("Permanent", "5.1.1") } else { ("Transient", "4.2.2") };
                let subtype = if hard { "General" } else { "MailboxFull" };
                let recipient = json!({ "emailAddress": address, "action": "failed", "status": status });
                let bounce = json!({
                    "bounceType": bounce, "bounceSubType": subtype, "bouncedRecipients": [recipient],
                    "timestamp": at, "feedbackId": id, "reportingMTA": "dsn; a.smtp-out.amazonses.com",
                });
                ("Bounce", "bounce", bounce)
            }
            Feedback::Complaint | Feedback::NotSpam => {
                let said = if feedback == Feedback::Complaint { "abuse" } else { "not-spam" };
                let recipient = json!({ "emailAddress": address });
                let complaint = json!({
                    "complainedRecipients": [recipient], "complaintFeedbackType": said, "timestamp": at, "feedbackId": id,
                });
                ("Complaint", "complaint", complaint)
            }
        };
        if let Some(members) = record.as_object_mut() {
            members.insert("eventType".to_owned(), Value::from(kind));
            members.insert(name.to_owned(), particulars);
        }
        record
    }
}

/// The ARN of a configuration set.
pub(crate) fn set_arn(name: &str) -> String {
    format!("arn:aws:ses:{REGION}:{ACCOUNT}:configuration-set/{name}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_simulator_s_addresses_come_back_by_themselves() {
        let simulated = |local: &str| Feedback::simulated(&format!("{local}@simulator.amazonses.com"));
        assert_eq!(simulated("bounce"), Some(Feedback::HardBounce));
        assert_eq!(simulated("Bounce+ana"), Some(Feedback::HardBounce));
        assert_eq!(simulated("suppressionlist"), Some(Feedback::HardBounce));
        assert_eq!(simulated("complaint+1"), Some(Feedback::Complaint));
        assert_eq!((simulated("success"), simulated("ooto")), (None, None));
        assert_eq!(Feedback::simulated("bounce@example.com"), None);
        assert_eq!(Feedback::simulated("bounce"), None);
    }
}
