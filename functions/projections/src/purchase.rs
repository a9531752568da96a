//! Purchases: an order that is placed makes its customer a buyer of what is in it, and one that is called off no longer does.
//!
//! An order's own events come in their order, and again if something failed. What is noted is what the order itself says when an
//! event of it arrives, under a key that names the order: neither a repetition nor another order of the same things matters.

use aws_lambda_events::event::dynamodb::EventRecord;
use domain::orders::purchase::Purchase;
use events::domain_event::{DomainEvent as _, read};
use events::{Envelope, OrderCancelled, OrderPlaced};
use kernel::id::OrderId;
use store::Store;
use table::event::Event;
use table::{Entity as _, TableFault};
use web::App;

/// The kind of item that is looked at.
pub(crate) const KIND: &str = Event::TYPE;

/// Notes or takes back what the kept event in a stream record tells of, if it tells of an order that was placed or called off.
pub(crate) async fn on_record(app: &App, record: &EventRecord) -> Result<(), String> {
    match order(record)? {
        Some(order) => project(&app.store, order).await.map_err(|fault| fault.to_string()),
        None => Ok(()),
    }
}

/// The order that was placed or called off.
fn order(record: &EventRecord) -> Result<Option<OrderId>, String> {
    if record.event_name != "INSERT" {
        return Ok(None);
    }
    let event: Envelope = serde_dynamo::from_item(record.change.new_image.clone())
        .map_err(|error| format!("an event in the stream cannot be read: {error}"))?;
    let concerns = match event.kind.as_str() {
        // A guest is nobody who could be asked later.
        OrderPlaced::KIND => read::<OrderPlaced>(&event).map_err(|fault| fault.to_string())?.customer.is_some(),
        OrderCancelled::KIND => true,
        _ => false,
    };
    if !concerns {
        return Ok(None);
    }
    event.aggregate.id.parse().map(Some).map_err(|_| format!("{} is no order", event.aggregate.id))
}

/// Makes what is noted what the order says.
async fn project(store: &Store, order: OrderId) -> Result<(), TableFault> {
    let Some(found) = store.orders().by_id(order).await? else { return Ok(()) };
    let stands = Purchase::of(&found.head, &found.lines);
    match found.head.customer {
        Some(user) if stands.is_empty() => store.purchases().take_back(user, &found.lines.products(), order).await,
        Some(_) => store.purchases().note(&stands).await,
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    const ORDER: &str = "ord_01JD8ZQ4T5M6N7P8Q9R0S1T2V3";

    fn record(name: &str, kind: &str, id: &str) -> EventRecord {
        record_of(name, kind, id, Some("usr_01JD8ZQ4T5M6N7P8Q9R0S1T2V3"))
    }

    fn record_of(name: &str, kind: &str, id: &str, customer: Option<&str>) -> EventRecord {
        let text = |text: &str| json!({ "S": text });
        let image = json!({
            "PK": text(&format!("ORDER#{id}")), "SK": text("EVENT#0000000002"), "et": text("Event"), "v": { "N": "1" },
            "id": text("evt_01JD8ZQ4T5M6N7P8Q9R0S1T2V3"), "kind": text(kind), "version": { "N": "1" },
            "occurred_at": text("2026-01-01T12:00:00Z"), "actor": text("system"), "correlation_id": text("req_1"),
            "aggregate": { "M": { "kind": text("order"), "id": text(id), "version": { "N": "2" } } },
            "data": { "M": {
                "order": text(id), "customer": customer.map_or_else(|| json!({ "NULL": true }), text),
                "total": { "M": { "amount": { "N": "2000" }, "currency": text("USD") } },
            } },
        });
        let record: Value = json!({
            "eventID": "1", "eventName": name, "awsRegion": "us-east-1", "eventSource": "aws:dynamodb",
            "dynamodb": {
                "ApproximateCreationDateTime": 1_767_268_800.0, "Keys": {}, "NewImage": image, "SequenceNumber": "7", "SizeBytes": 1,
            },
        });
        serde_json::from_value(record).unwrap()
    }

    #[test]
    fn orders_that_are_placed_or_called_off_are_told_from_all_else() {
        for kind in ["order.placed", "order.cancelled"] {
            assert_eq!(order(&record("INSERT", kind, ORDER)).unwrap(), Some(ORDER.parse().unwrap()));
        }
        assert_eq!(order(&record("INSERT", "order.created", ORDER)).unwrap(), None);
        assert_eq!(order(&record("REMOVE", "order.placed", ORDER)).unwrap(), None);
        assert_eq!(order(&record_of("INSERT", "order.placed", ORDER, None)).unwrap(), None, "a guest's");
        assert!(order(&record("INSERT", "order.placed", "ord_1")).is_err());
    }
}
