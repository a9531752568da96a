//! Mail, through Amazon SES v2.

use aws_sdk_sesv2::Client;
use aws_sdk_sesv2::error::DisplayErrorContext;
use aws_sdk_sesv2::types::{Body, Content, Destination, EmailContent, Message, MessageTag};
use domain::notifications::message::EmailMessage;
use kernel::email::Email;

use crate::fault::DeliveryFault;
use crate::lazy::Lazy;

/// Sends mail from one address.
#[derive(Clone)]
pub struct Mailer {
    client: Lazy<Client>,
    from: Email,
    /// The configuration set that says where SES tells what became of a mail.
    configuration_set: Option<String>,
}

impl Mailer {
    /// A mailer that writes as `from`; what becomes of its mails is told as `configuration_set` says, if there is one.
    pub fn new(client: Lazy<Client>, from: Email, configuration_set: Option<String>) -> Self {
        Self { client, from, configuration_set }
    }

    /// Sends `mail`; `reference` travels as a tag, so that a delivery can be traced to its cause.
    pub async fn send(&self, mail: &EmailMessage, reference: &str) -> Result<(), DeliveryFault> {
        let content = |text: &str| Content::builder().data(text).charset("UTF-8").build();
        let invalid = |error: aws_sdk_sesv2::error::BuildError| DeliveryFault::Invalid { detail: error.to_string() };
        let body = Body::builder()
            .text(content(&mail.text).map_err(invalid)?)
            .html(content(&mail.html).map_err(invalid)?)
            .build();
        let message = Message::builder().subject(content(&mail.subject).map_err(invalid)?).body(body).build();
        let tag = MessageTag::builder().name("reference").value(reference).build().map_err(invalid)?;
        self.client
            .send_email()
            .from_email_address(self.from.as_str())
            .destination(Destination::builder().to_addresses(mail.to.as_str()).build())
            .content(EmailContent::builder().simple(message).build())
            .email_tags(tag)
            .set_configuration_set_name(self.configuration_set.clone())
            .send()
            .await
            .map(|_| ())
            .map_err(|error| DeliveryFault::Unavailable { detail: DisplayErrorContext(error).to_string() })
    }
}
