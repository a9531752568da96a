use kernel::id::Ulid;
use kernel::time::SignedDuration;

use super::*;
use crate::template::Redrive;

/// Ids that count, so that each is fresh.
struct Counting(std::sync::atomic::AtomicU64);

impl IdSource for Counting {
    fn ulid(&self, _now: Timestamp) -> Ulid {
        Ulid::from(u128::from(self.0.fetch_add(1, std::sync::atomic::Ordering::SeqCst)))
    }

    fn secret(&self) -> [u8; 32] {
        [0; 32]
    }
}

const WORK: &str = "arn:aws:sqs:us-east-1:000000000000:work";
const DEAD: &str = "arn:aws:sqs:us-east-1:000000000000:work-dlq";

fn spec(arn: &str, redrive: Option<Redrive>) -> QueueSpec {
    QueueSpec {
        name: arn.rsplit(':').next().unwrap().to_owned(),
        arn: arn.to_owned(),
        visibility_seconds: 60,
        retention_seconds: 345_600,
        delay_seconds: 0,
        redrive,
    }
}

fn queues() -> (Queues, Arc<LocalClock>) {
    let clock = Arc::new(LocalClock::standing("2026-01-01T00:00:00Z".parse().unwrap()));
    let redrive = Redrive { target_arn: DEAD.to_owned(), max_receive_count: 2 };
    let specs = [spec(WORK, Some(redrive)), spec(DEAD, None)];
    let ids = Arc::new(Counting(std::sync::atomic::AtomicU64::new(1)));
    let state_file = Arc::new(StateFile::in_memory().unwrap());
    (Queues::open(&specs, Arc::clone(&clock), ids, WakeSignal::default(), state_file).unwrap(), clock)
}

fn send(queues: &Queues, body: &str) -> String {
    queues.send(WORK, body.to_owned(), Attributes::new(), None).unwrap()
}

fn bodies(messages: &[Message]) -> Vec<&str> {
    messages.iter().map(|message| message.body.as_str()).collect()
}

#[test]
fn a_received_message_is_hidden_until_its_time_is_over() {
    let (queues, clock) = queues();
    send(&queues, "a");
    assert_eq!(queues.receive(WORK, 10).len(), 1);
    assert!(queues.receive(WORK, 10).is_empty());
    clock.advance(SignedDuration::from_secs(59));
    assert!(queues.receive(WORK, 10).is_empty());
    clock.advance(SignedDuration::from_secs(1));
    let again = queues.receive(WORK, 10);
    assert_eq!(again[0].receive_count, 2);
}

#[test]
fn only_the_newest_receipt_deletes() {
    let (queues, clock) = queues();
    send(&queues, "a");
    let first = queues.receive(WORK, 1)[0].receipt.clone().unwrap();
    clock.advance(SignedDuration::from_secs(60));
    let second = queues.receive(WORK, 1)[0].receipt.clone().unwrap();
    queues.delete(WORK, &first);
    assert_eq!(queues.look_into(WORK).unwrap().len(), 1);
    queues.delete(WORK, &second);
    assert!(queues.look_into(WORK).unwrap().is_empty());
}

#[test]
fn a_message_received_too_often_is_buried_and_can_be_driven_back() {
    let (queues, clock) = queues();
    let id = send(&queues, "poison");
    for _ in 0..2 {
        assert_eq!(queues.receive(WORK, 10).len(), 1);
        clock.advance(SignedDuration::from_secs(60));
    }
    assert!(queues.receive(WORK, 10).is_empty());
    let dead = queues.look_into(DEAD).unwrap();
    assert_eq!((dead[0].id.as_str(), dead[0].buried_from.as_deref()), (id.as_str(), Some(WORK)));
    assert!(queues.states().iter().any(|state| state.holds_dead_letters && state.depth == 1));

    assert_eq!(queues.redrive(DEAD).unwrap(), 1);
    let back = queues.receive(WORK, 10);
    assert_eq!((back[0].id.as_str(), back[0].receive_count), (id.as_str(), 1));
}

#[test]
fn a_delayed_message_waits() {
    let (queues, clock) = queues();
    queues.send(WORK, "later".to_owned(), Attributes::new(), Some(30)).unwrap();
    assert!(queues.receive(WORK, 10).is_empty());
    assert_eq!(queues.next_visible(WORK), Some("2026-01-01T00:00:30Z".parse().unwrap()));
    clock.advance(SignedDuration::from_secs(30));
    assert_eq!(queues.receive(WORK, 10).len(), 1);
}

#[test]
fn messages_can_come_twice_and_newest_first() {
    let (queues, _) = queues();
    queues.behave(Delivery { twice: true, newest_first: true });
    send(&queues, "a");
    send(&queues, "b");
    let first = queues.receive(WORK, 10);
    assert_eq!(bodies(&first), ["b", "a"]);
    for message in &first {
        queues.delete(WORK, message.receipt.as_deref().unwrap());
    }
    let second = queues.receive(WORK, 10);
    assert_eq!(second.len(), 2);
    assert!(second.iter().all(|message| first.iter().any(|earlier| earlier.id == message.id)));
    for message in &second {
        queues.delete(WORK, message.receipt.as_deref().unwrap());
    }
    assert!(queues.receive(WORK, 10).is_empty());
}

#[test]
fn a_message_is_forgotten_after_its_retention() {
    let (queues, clock) = queues();
    send(&queues, "old");
    clock.advance(SignedDuration::from_hours(24 * 4 + 1));
    assert!(queues.receive(WORK, 10).is_empty());
    assert!(queues.look_into(WORK).unwrap().is_empty());
}

#[test]
fn a_queue_is_found_by_name_url_and_arn() {
    let (queues, _) = queues();
    for reference in ["work", "http://127.0.0.1:4100/000000000000/work", WORK] {
        assert_eq!(queues.find(reference).unwrap(), WORK);
    }
    assert_eq!(queues.find("nothing"), Err(NoSuchQueue("nothing".to_owned())));
}

#[test]
fn a_record_has_the_form_that_lambda_hands_over() {
    let (queues, _) = queues();
    let attribute = Attribute { data_type: "String".to_owned(), value: "order.placed".to_owned() };
    let attributes = Attributes::from([("kind".to_owned(), attribute)]);
    queues.send(WORK, "{}".to_owned(), attributes, None).unwrap();
    let record = queues.receive(WORK, 1)[0].record(WORK);
    assert_eq!(record["messageId"], "00000000-0000-0000-0000-000000000001");
    assert_eq!(record["attributes"]["ApproximateReceiveCount"], "1");
    assert_eq!(record["messageAttributes"]["kind"]["stringValue"], "order.placed");
    assert_eq!(record["md5OfBody"], "99914b932bd37a50b983c5e7c90ae93b");
    assert_eq!(record["eventSourceARN"], WORK);
}
