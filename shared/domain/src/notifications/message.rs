//! Mails. What each says is worded beside the noun that it tells of, as a pure function.

use kernel::email::Email;
use serde::{Deserialize, Serialize};

/// A mail ready to be sent: the same message as plain text and as HTML.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EmailMessage {
    /// To whom.
    pub to: Email,
    /// One line without control characters.
    pub subject: String,
    /// For readers without HTML.
    pub text: String,
    /// Everything from outside in it is escaped.
    pub html: String,
}

#[cfg(test)]
pub(crate) mod tests {
    use super::EmailMessage;

    /// What is true of every mail of the shop `Souk & Sons`.
    pub(crate) fn tells_its_link_and_the_shop(link: &str, mails: &[EmailMessage]) {
        for mail in mails {
            assert!(mail.text.contains(link) && mail.html.contains("token=a&amp;b=c"), "{}", mail.subject);
            assert!(mail.text.ends_with("Souk & Sons\n") && mail.html.contains("Souk &amp; Sons"), "{}", mail.subject);
            assert!(mail.subject.chars().count() <= 78 && !mail.subject.contains('\n'), "{}", mail.subject);
        }
    }
}
