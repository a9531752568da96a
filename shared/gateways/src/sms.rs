//! Texts to telephones, through Amazon SNS (<https://docs.aws.amazon.com/sns/latest/api/API_Publish.html>).

use aws_sdk_sns::Client;
use aws_sdk_sns::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_sns::operation::publish::PublishError;
use aws_sdk_sns::types::MessageAttributeValue;
use domain::notifications::sms_message::SmsMessage;

use crate::fault::DeliveryFault;
use crate::lazy::Lazy;

/// Sends texts.
#[derive(Clone)]
pub struct SmsSender {
    client: Lazy<Client>,
    /// The name that receivers see in place of a number, where their country allows one.
    sender: Option<String>,
}

impl SmsSender {
    /// A texter that writes as `sender`, or as whatever number SNS takes.
    pub fn new(client: Lazy<Client>, sender: Option<String>) -> Self {
        Self { client, sender }
    }

    /// Sends `message`.
    ///
    /// A number that SNS does not take is [`DeliveryFault::Invalid`]: trying again would not help. SNS's own words are left
    /// out of every fault, for they name the number.
    pub async fn send(&self, message: &SmsMessage) -> Result<(), DeliveryFault> {
        let attribute = |value: &str| {
            let built = MessageAttributeValue::builder().data_type("String").string_value(value).build();
            built.map_err(|error| DeliveryFault::Invalid { detail: error.to_string() })
        };
        // Codes are worth more than marketing: this asks for the reliable route.
        let request = self
            .client
            .publish()
            .phone_number(message.to.as_str())
            .message(&message.text)
            .message_attributes("AWS.SNS.SMS.SMSType", attribute("Transactional")?);
        let request = match &self.sender {
            Some(sender) => request.message_attributes("AWS.SNS.SMS.SenderID", attribute(sender)?),
            None => request,
        };
        request.send().await.map(|_| ()).map_err(|error| fault(&error))
    }
}

/// What a refusal means, without the words in it.
fn fault<R>(error: &SdkError<PublishError, R>) -> DeliveryFault {
    let detail = match error {
        SdkError::ServiceError(_) => error.code().unwrap_or("an error without a code").to_owned(),
        SdkError::TimeoutError(_) => "no answer in time".to_owned(),
        SdkError::DispatchFailure(_) => "no connection".to_owned(),
        _ => "an answer that cannot be read".to_owned(),
    };
    let not_taken = matches!(
        error.as_service_error(),
        Some(
            PublishError::InvalidParameterException(_)
                | PublishError::InvalidParameterValueException(_)
                | PublishError::ValidationException(_)
        )
    );
    if not_taken { DeliveryFault::Invalid { detail } } else { DeliveryFault::Unavailable { detail } }
}

#[cfg(test)]
mod tests {
    use aws_sdk_sns::error::ErrorMetadata;
    use aws_sdk_sns::types::error::{AuthorizationErrorException, InvalidParameterException};

    use super::*;

    const WORDS: &str = "Invalid parameter: PhoneNumber Reason: +4915112345678 is opted out";

    fn of(error: PublishError) -> DeliveryFault {
        fault(&SdkError::service_error(error, ()))
    }

    #[test]
    fn a_number_that_is_not_taken_is_not_tried_again_and_never_told() {
        let meta = |code: &str| ErrorMetadata::builder().code(code).message(WORDS).build();
        let opted_out = InvalidParameterException::builder().message(WORDS).meta(meta("InvalidParameter")).build();
        let refused = of(PublishError::InvalidParameterException(opted_out));
        assert!(matches!(&refused, DeliveryFault::Invalid { detail } if detail == "InvalidParameter"), "{refused}");
        let denied = AuthorizationErrorException::builder().message(WORDS).meta(meta("AuthorizationError")).build();
        let denied = of(PublishError::AuthorizationErrorException(denied));
        assert!(matches!(&denied, DeliveryFault::Unavailable { detail } if detail == "AuthorizationError"), "{denied}");
    }
}
