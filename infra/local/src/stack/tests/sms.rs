//! Texts to telephones, through the adapter that the shop sends them with.

use domain::notifications::sms_message::SmsMessage;
use gateways::fault::DeliveryFault;
use gateways::sms::SmsSender;
use runtime::clients::Clients;

use super::*;

fn text(to: &str) -> SmsMessage {
    SmsMessage { to: to.parse().unwrap(), text: "your code is 123456".to_owned() }
}

fn sms_sender(stack: &Stack, sender: Option<&str>) -> SmsSender {
    let config = config(stack);
    SmsSender::new(Clients::new(&config).unwrap().sns(), sender.map(str::to_owned))
}

#[tokio::test]
async fn a_text_can_be_read_and_survives_a_restart() {
    let scratch = Scratch::new("texts");
    let stack = stack_of(SERVICES, scratch.database()).await;
    sms_sender(&stack, Some("Souk")).send(&text("+4915112345678")).await.unwrap();
    sms_sender(&stack, None).send(&text("+14155550132")).await.unwrap();
    let (status, list) = get(&stack, "/_local/sms?to=%2B4915112345678").await;
    assert_eq!((status, list["items"].as_array().unwrap().len()), (200, 1));
    let sent = &list["items"][0];
    assert_eq!(
        (&sent["kind"], &sent["sender"], &sent["text"]),
        (&json!("Transactional"), &json!("Souk"), &json!("your code is 123456"))
    );
    let texts = stack.texts().all();
    assert_eq!((texts.len(), texts[0].sender.as_deref()), (2, None));
    stack.shutdown().await;

    let stack = stack_of(SERVICES, scratch.database()).await;
    assert_eq!(stack.texts().all(), texts);
    stack.texts().clear();
    assert!(stack.texts().all().is_empty());
}

#[tokio::test]
async fn a_text_that_is_not_taken_is_told_from_one_that_may_be_tried_again() {
    let stack = stack_of(SERVICES, DatabaseSpec::Memory).await;
    let long = SmsMessage { text: "x".repeat(1601), ..text("+4915112345678") };
    let fault = sms_sender(&stack, None).send(&long).await.unwrap_err();
    assert!(matches!(&fault, DeliveryFault::Invalid { detail } if detail == "InvalidParameter"), "{fault}");
    stack.stack_state().outages.begin(Service::Sns, Outage { kind: OutageKind::Refused, requests: Some(1) });
    let fault = sms_sender(&stack, None).send(&text("+4915112345678")).await.unwrap_err();
    assert!(matches!(&fault, DeliveryFault::Unavailable { detail } if detail == "AuthorizationError"), "{fault}");
    stack.stack_state().outages.begin(Service::Sns, Outage { kind: OutageKind::Unavailable, requests: Some(1) });
    sms_sender(&stack, None).send(&text("+4915112345678")).await.unwrap();
    let config = config(&stack);
    let sns = Clients::new(&config).unwrap().sns();
    let nobody = sns.publish().phone_number("015112345678").message("m").send().await;
    assert!(nobody.unwrap_err().into_service_error().is_invalid_parameter_exception());
    assert_eq!(stack.texts().all().len(), 1);
}
