//! Stock movements: each change of what is on hand in a cell becomes an entry of the cell's log.

use std::convert::Infallible;

use aws_lambda_events::event::dynamodb::EventRecord;
use domain::inventory::stock_level::StockLevel;
use kernel::time::Timestamp;
use serde::Deserialize;
use store::inventory::stock_level::StockLevelRecord;
use store::inventory::stock_movement::{StockMovement, StockMovementRecord};
use table::{Entity as _, Table, TableFault, Tx, TxFault};
use web::App;

/// A cell's item as the stream has it.
#[derive(Deserialize)]
struct Image {
    #[serde(flatten)]
    cell: StockLevel,
    /// The version of the item.
    v: u32,
}

/// A cell's image that is not what a cell should be.
#[derive(Debug, thiserror::Error)]
#[error("a cell in the stream cannot be read: {0}")]
struct UnreadableCell(String);

/// The kind of item whose changes are movements.
pub(crate) const KIND: &str = StockLevelRecord::TYPE;

/// Logs the movement that a stream record tells of, if it tells of one.
pub(crate) async fn on_record(app: &App, record: &EventRecord) -> Result<(), String> {
    match movement(record) {
        Ok(None) => Ok(()),
        Ok(Some(movement)) => log(app.store.table(), &movement).await.map_err(|fault| fault.to_string()),
        Err(fault) => Err(fault.to_string()),
    }
}

/// The movement that a record tells of; none if it tells of something else, or of units that are only held.
fn movement(record: &EventRecord) -> Result<Option<StockMovement>, UnreadableCell> {
    let is_written = matches!(record.event_name.as_str(), "INSERT" | "MODIFY");
    let is_cell = match record.change.new_image.get("et") {
        Some(serde_dynamo::AttributeValue::S(kind)) => kind == KIND,
        _ => false,
    };
    if !is_written || !is_cell {
        return Ok(None);
    }
    let read = |item: &serde_dynamo::Item| -> Result<Image, UnreadableCell> {
        serde_dynamo::from_item(item.clone()).map_err(|error| UnreadableCell(error.to_string()))
    };
    let new = read(&record.change.new_image)?;
    let old = if record.event_name == "INSERT" { None } else { Some(read(&record.change.old_image)?.cell) };
    let change = new.cell.on_hand.saturating_sub(old.as_ref().map_or(0, |old| old.on_hand));
    if change == 0 {
        return Ok(None);
    }
    // The last adjustment stays in the cell; only the change that brought it was made for its reason.
    let before = old.and_then(|old| old.adjusted);
    let reason = new.cell.adjusted.as_ref().filter(|adjusted| before.as_ref() != Some(adjusted));
    let reason = reason.map(|adjusted| adjusted.reason.clone());
    let at = Timestamp::from_millisecond(record.change.approximate_creation_date_time.timestamp_millis())
        .map_err(|error| UnreadableCell(error.to_string()))?;
    let (cell, on_hand) = (new.cell.name(), new.cell.on_hand);
    Ok(Some(StockMovement { cell, cell_version: new.v, change, on_hand, reason, at }))
}

/// Writes a movement; one that is there already is the same.
async fn log(table: &Table, movement: &StockMovement) -> Result<(), TableFault> {
    match Tx::<Infallible>::new().create::<StockMovementRecord>(movement).commit(table).await {
        Ok(()) | Err(TxFault::Stale | TxFault::Duplicate) => Ok(()),
        Err(TxFault::Table(fault)) => Err(fault),
        Err(TxFault::Refused(never)) => match never {},
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn image(on_hand: i64, version: u32) -> Value {
        json!({
            "PK": { "S": "STOCK#var_01JD8ZQ4T5M6N7P8Q9R0S1T2V3#whs_00000000000000000000000000#00" }, "SK": { "S": "CELL" },
            "et": { "S": "Cell" }, "v": { "N": version.to_string() }, "w": { "S": "token" },
            "variant": { "S": "var_01JD8ZQ4T5M6N7P8Q9R0S1T2V3" }, "warehouse": { "S": "whs_00000000000000000000000000" },
            "number": { "N": "0" }, "on_hand": { "N": on_hand.to_string() }, "available": { "N": "1" },
            "holds": { "M": { "rsv_a": { "M": {
                "quantity": { "N": "2" }, "until": { "S": "2026-01-01T12:00:00Z" } } } } },
        })
    }

    fn record(name: &str, old: Option<&Value>, new: &Value) -> EventRecord {
        let record = json!({
            "eventID": "1", "eventName": name, "awsRegion": "us-east-1", "eventSource": "aws:dynamodb",
            "dynamodb": {
                "ApproximateCreationDateTime": 1_767_268_800.0, "Keys": {}, "OldImage": old, "NewImage": new,
                "SequenceNumber": "7", "SizeBytes": 1,
            },
        });
        serde_json::from_value(record).unwrap()
    }

    #[test]
    fn a_new_cell_and_every_change_of_its_units_are_movements() {
        let first = movement(&record("INSERT", None, &image(43, 1))).unwrap().unwrap();
        assert_eq!((first.change, first.on_hand, first.cell_version), (43, 43, 1));
        assert_eq!(first.at.to_string(), "2026-01-01T12:00:00Z");
        let sold = movement(&record("MODIFY", Some(&image(43, 1)), &image(41, 3))).unwrap().unwrap();
        assert_eq!((sold.change, sold.on_hand, sold.cell_version), (-2, 41, 3));
    }

    #[test]
    fn only_the_change_that_an_adjustment_made_has_its_reason() {
        let adjusted = |on_hand, version, entry: &str| {
            let mut image = image(on_hand, version);
            image["adjusted"] = json!({ "M": { "entry": { "S": entry }, "reason": { "S": "a count" } } });
            image
        };
        let reason = |old: &Value, new: &Value| movement(&record("MODIFY", Some(old), new)).unwrap().unwrap().reason;
        let (first, second) = ("aud_01JD8ZQ4T5M6N7P8Q9R0S1T2V3", "aud_01JD8ZQ4T5M6N7P8Q9R0S1T2V4");
        assert_eq!(reason(&image(43, 1), &adjusted(40, 2, first)).unwrap().as_str(), "a count");
        assert_eq!(reason(&adjusted(40, 2, first), &adjusted(39, 3, first)), None, "a sale");
        assert!(reason(&adjusted(39, 3, first), &adjusted(41, 4, second)).is_some(), "another for the same reason");
    }

    #[test]
    fn holds_and_other_items_are_none() {
        assert_eq!(movement(&record("MODIFY", Some(&image(43, 1)), &image(43, 2))).unwrap(), None);
        assert_eq!(movement(&record("INSERT", None, &image(0, 1))).unwrap(), None);
        let other = json!({ "et": { "S": "Order" }, "on_hand": { "N": "5" } });
        assert_eq!(movement(&record("INSERT", None, &other)).unwrap(), None);
        assert_eq!(movement(&record("REMOVE", Some(&image(5, 1)), &json!({}))).unwrap(), None);
    }

    #[test]
    fn a_cell_that_cannot_be_read_fails_alone() {
        let mut broken = image(5, 1);
        broken["on_hand"] = json!({ "S": "five" });
        assert!(movement(&record("INSERT", None, &broken)).is_err());
    }
}
