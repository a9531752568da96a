//! Suppressed addresses. Where no mail goes any more: what went there came back for good, or was called spam.
//!
//! Whoever goes on writing to such an address is soon nobody whose mails are delivered
//! (<https://docs.aws.amazon.com/ses/latest/dg/reputationdashboard-bounce.html>).

use kernel::time::Timestamp;
use serde::{Deserialize, Serialize};

/// Why no mail goes to an address; the later is the weightier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SuppressionReason {
    /// There is no such mailbox, says its host.
    Bounce,
    /// Its reader called a mail of ours spam.
    Complaint,
}

impl SuppressionReason {
    /// The word in logs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Bounce => "bounce",
            Self::Complaint => "complaint",
        }
    }
}

/// An address that mails do not reach, or did not for a time. The address itself is not kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SuppressedAddress {
    /// The digest of the address in its canonical form.
    pub digest: String,
    /// Why.
    pub reason: SuppressionReason,
    /// When the mail service heard of it.
    pub reported_at: Timestamp,
    /// When whoever runs the shop said that mails may go there again.
    #[serde(default)]
    pub lifted_at: Option<Timestamp>,
}

impl SuppressedAddress {
    /// Whether mails are kept from it.
    pub fn is_in_force(&self) -> bool {
        self.lifted_at.is_none()
    }

    /// What is known of the address with `digest` after a report of `reported_at`; nothing if the report changes nothing.
    ///
    /// Reports come more than once, and in any order: what was heard before the suppression was lifted does not bring it
    /// back, and a complaint stays one, whatever bounces.
    pub fn after_report(
        standing: Option<&Self>,
        digest: &str,
        reason: SuppressionReason,
        reported_at: Timestamp,
    ) -> Option<Self> {
        let reported = || Self { digest: digest.to_owned(), reason, reported_at, lifted_at: None };
        match standing {
            None => Some(reported()),
            Some(Self { lifted_at: Some(lifted), .. }) => (reported_at > *lifted).then(reported),
            Some(in_force) => (reason > in_force.reason).then(reported),
        }
    }

    /// The same, lifted at `now`; nothing if it is not in force.
    pub fn lifted(&self, now: Timestamp) -> Option<Self> {
        self.is_in_force().then(|| Self { lifted_at: Some(now), ..self.clone() })
    }
}

#[cfg(test)]
mod tests {
    use super::SuppressionReason::{Bounce, Complaint};
    use super::*;
    use crate::example::at;

    fn after(
        standing: Option<&SuppressedAddress>,
        reason: SuppressionReason,
        second: i64,
    ) -> Option<SuppressedAddress> {
        SuppressedAddress::after_report(standing, "digest", reason, at(second))
    }

    #[test]
    fn a_report_that_comes_again_changes_nothing() {
        let bounced = after(None, Bounce, 60).unwrap();
        assert!(bounced.is_in_force());
        for (reason, second) in [(Bounce, 60), (Bounce, 0), (Bounce, 120)] {
            assert_eq!(after(Some(&bounced), reason, second), None);
        }
    }

    #[test]
    fn a_complaint_weighs_more_than_a_bounce_whichever_comes_first() {
        let complained = after(Some(&after(None, Bounce, 60).unwrap()), Complaint, 30).unwrap();
        assert_eq!(complained.reason, Complaint);
        assert_eq!(after(Some(&complained), Bounce, 90), None);
    }

    #[test]
    fn only_what_is_heard_after_it_was_lifted_brings_it_back() {
        let lifted = after(None, Bounce, 60).unwrap().lifted(at(300)).unwrap();
        assert!(!lifted.is_in_force());
        assert_eq!(lifted.lifted(at(400)), None, "once");
        for second in [60, 299, 300] {
            assert_eq!(after(Some(&lifted), Complaint, second), None, "{second}");
        }
        let again = after(Some(&lifted), Bounce, 301).unwrap();
        assert!(again.is_in_force());
        assert_eq!(again.reported_at, at(301));
    }
}
