//! Mail feedback. What became of a mail, as Amazon SES publishes it
//! (<https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html>).

use domain::notifications::suppressed_address::SuppressionReason;
use kernel::email::Email;
use kernel::time::Timestamp;
use serde::Deserialize;

/// A mail that must not have been sent: who is not to be written to any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailFeedback {
    /// SES's id of the mail.
    pub mail: String,
    /// What became of it.
    pub reason: SuppressionReason,
    /// When SES heard of it.
    pub reported_at: Timestamp,
    /// To whom the mail went, as far as these are addresses that this shop can have written to.
    pub addresses: Vec<Email>,
}

/// A record that is none of SES's.
#[derive(Debug, thiserror::Error)]
#[error("this is no record of what became of a mail: {0}")]
pub struct FeedbackFault(String);

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Record {
    event_type: String,
    bounce: Option<Bounce>,
    complaint: Option<Complaint>,
    mail: Mail,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Mail {
    message_id: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Bounce {
    #[serde(rename = "bounceType")]
    kind: String,
    bounced_recipients: Vec<Recipient>,
    timestamp: Timestamp,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Complaint {
    complained_recipients: Vec<Recipient>,
    #[serde(rename = "complaintFeedbackType")]
    said: Option<String>,
    timestamp: Timestamp,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Recipient {
    email_address: String,
}

/// Reads a record; nothing if it ends no mails: a bounce that may pass (a full mailbox, a host that is away), a reader who
/// says that a mail was no spam, and everything that is neither bounce nor complaint.
pub fn read(body: &str) -> Result<Option<MailFeedback>, FeedbackFault> {
    let record: Record = serde_json::from_str(body).map_err(|error| FeedbackFault(place_of(&error)))?;
    let (reason, reported_at, recipients) = match (record.event_type.as_str(), record.bounce, record.complaint) {
        ("Bounce", Some(bounce), _) if bounce.kind == "Permanent" => {
            (SuppressionReason::Bounce, bounce.timestamp, bounce.bounced_recipients)
        }
        ("Complaint", _, Some(complaint)) if complaint.said.as_deref() != Some("not-spam") => {
            (SuppressionReason::Complaint, complaint.timestamp, complaint.complained_recipients)
        }
        ("Bounce", None, _) => return Err(FeedbackFault("a bounce without its particulars".to_owned())),
        ("Complaint", _, None) => return Err(FeedbackFault("a complaint without its particulars".to_owned())),
        _ => return Ok(None),
    };
    let addresses = recipients.iter().filter_map(|recipient| address(&recipient.email_address)).collect();
    Ok(Some(MailFeedback { mail: record.mail.message_id, reason, reported_at, addresses }))
}

/// The address of a recipient, who may be named: `Ana Lee <ana@example.com>`.
fn address(recipient: &str) -> Option<Email> {
    let bare = recipient.rsplit_once('<').map_or(recipient, |(_, rest)| rest.trim_end().trim_end_matches('>'));
    bare.parse().ok()
}

/// Where a record cannot be read; the words of the reader would repeat what stands there.
fn place_of(error: &serde_json::Error) -> String {
    format!("line {}, column {}", error.line(), error.column())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    /// A record as SES's documentation shows it.
    fn record(kind: &str, particulars: &Value) -> String {
        let mail = json!({
            "timestamp": "2026-01-01T00:00:00.012Z",
            "source": "Souk <shop@example.com>",
            "sendingAccountId": "123456789012",
            "messageId": "EXAMPLE7c191be45-e9aedb9a-02f9-4d12-a87d-dd0099a07f8a-000000",
            "destination": ["ana@example.com"],
            "headersTruncated": false,
            "tags": { "ses:configuration-set": ["souk"], "reference": ["evt_1"] },
        });
        let name = kind.to_lowercase();
        json!({ "eventType": kind, name: particulars, "mail": mail }).to_string()
    }

    fn bounce(kind: &str, to: &str) -> String {
        let recipient =
            json!({ "emailAddress": to, "action": "failed", "status": "5.1.1", "diagnosticCode": "smtp; 550 5.1.1" });
        record(
            "Bounce",
            &json!({
                "bounceType": kind, "bounceSubType": "General", "bouncedRecipients": [recipient],
                "timestamp": "2026-01-01T00:00:02.669Z", "feedbackId": "01000157c44f053b", "reportingMTA": "dsn; mta.example.com",
            }),
        )
    }

    fn complaint(feedback: Option<&str>) -> String {
        let mut particulars = json!({
            "complainedRecipients": [{ "emailAddress": "ana@example.com" }],
            "timestamp": "2026-01-02T00:00:00.000Z", "feedbackId": "01000157c44f053c", "userAgent": "Any",
        });
        if let Some(kind) = feedback {
            particulars["complaintFeedbackType"] = Value::from(kind);
        }
        record("Complaint", &particulars)
    }

    #[test]
    fn what_comes_back_for_good_names_who_is_not_to_be_written_to() {
        let told = read(&bounce("Permanent", "Ana@Example.com")).unwrap().unwrap();
        assert_eq!((told.reason, told.addresses[0].as_str()), (SuppressionReason::Bounce, "Ana@example.com"));
        assert_eq!(told.reported_at, "2026-01-01T00:00:02.669Z".parse().unwrap());
        assert!(told.mail.starts_with("EXAMPLE7c"));
        let named = read(&bounce("Permanent", "Ana Lee <ana@example.com>")).unwrap().unwrap();
        assert_eq!(named.addresses[0].as_str(), "ana@example.com");
        let nobody = read(&bounce("Permanent", "no address")).unwrap().unwrap();
        assert!(nobody.addresses.is_empty());
    }

    #[test]
    fn what_may_pass_by_itself_ends_nothing() {
        for kind in ["Transient", "Undetermined", "SomethingNew"] {
            assert_eq!(read(&bounce(kind, "ana@example.com")).unwrap(), None, "{kind}");
        }
        assert_eq!(read(&record("Delivery", &json!({ "recipients": ["ana@example.com"] }))).unwrap(), None);
    }

    #[test]
    fn a_complaint_counts_unless_it_is_a_reader_who_wants_the_mail() {
        for feedback in [None, Some("abuse"), Some("fraud"), Some("other")] {
            let told = read(&complaint(feedback)).unwrap().unwrap();
            assert_eq!(told.reason, SuppressionReason::Complaint, "{feedback:?}");
        }
        assert_eq!(read(&complaint(Some("not-spam"))).unwrap(), None);
    }

    #[test]
    fn what_is_no_record_is_refused_without_telling_what_stands_there() {
        for wrong in ["", "{}", "ana@example.com", r#"{"eventType": "Bounce", "mail": {"messageId": "1"}}"#] {
            let fault = read(wrong).unwrap_err().to_string();
            assert!(!fault.contains("ana"), "{fault}");
        }
    }
}
