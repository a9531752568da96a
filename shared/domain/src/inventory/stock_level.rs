//! Stock cells: counted units, some of them held for a while.

use std::collections::BTreeMap;

use kernel::id::{AuditId, ReservationId, VariantId, WarehouseId};
use kernel::text::Text;
use kernel::time::Timestamp;
use serde::{Deserialize, Serialize};

/// Units set aside for one reservation until a deadline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hold {
    /// How many units.
    pub quantity: u32,
    /// The first instant at which others may have them.
    pub until: Timestamp,
}

impl Hold {
    /// Whether the deadline has passed.
    pub fn is_lapsed(&self, now: Timestamp) -> bool {
        now >= self.until
    }
}

/// Why somebody corrected how many units there are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StockAdjustment {
    /// The entry of the audit that tells who did it; no two adjustments have one.
    pub entry: AuditId,
    /// Why, in their words.
    pub reason: Text<200>,
}

/// A part of a variant's stock in one warehouse.
///
/// Always `on_hand = available + Σ holds`. A hold counts until its deadline and not a moment longer, whether or not
/// anything has removed it by then. Below zero only goes what is sold without stock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StockLevel {
    /// Whose units.
    pub variant: VariantId,
    /// Where they lie.
    pub warehouse: WarehouseId,
    /// Which of the variant's cells there, from 0.
    pub number: u16,
    /// Units in the warehouse.
    pub on_hand: i64,
    /// Units that nobody holds.
    pub available: i64,
    /// Held units by reservation.
    #[serde(default)]
    pub holds: BTreeMap<String, Hold>,
    /// The last time that somebody corrected the units.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub adjusted: Option<StockAdjustment>,
}

impl StockLevel {
    /// A cell with `on_hand` units and no holds.
    pub fn new(variant: VariantId, warehouse: WarehouseId, number: u16, on_hand: i64) -> Self {
        Self { variant, warehouse, number, on_hand, available: on_hand, holds: BTreeMap::new(), adjusted: None }
    }

    /// Units that can be had at `now`: those available and those whose hold has lapsed.
    pub fn sellable(&self, now: Timestamp) -> i64 {
        let lapsed = self.holds.values().filter(|hold| hold.is_lapsed(now)).map(|hold| i64::from(hold.quantity));
        lapsed.fold(self.available, i64::saturating_add)
    }

    /// The holds whose deadline has passed, earliest deadline first.
    pub fn lapsed(&self, now: Timestamp) -> Vec<(&str, &Hold)> {
        let mut lapsed: Vec<_> =
            self.holds.iter().filter(|(_, hold)| hold.is_lapsed(now)).map(|(id, hold)| (id.as_str(), hold)).collect();
        lapsed.sort_by_key(|(id, hold)| (hold.until, *id));
        lapsed
    }

    /// Whether the units add up: `on_hand = available + Σ holds`.
    pub fn is_balanced(&self) -> bool {
        let held: i128 = self.holds.values().map(|hold| i128::from(hold.quantity)).sum();
        i128::from(self.on_hand) == i128::from(self.available) + held
    }

    /// What `reservation` holds here.
    pub fn hold_of(&self, reservation: ReservationId) -> Option<&Hold> {
        self.holds.get(&reservation.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::example::{at, ulid, variant};

    fn cell() -> StockLevel {
        let mut cell = StockLevel::new(variant(1), WarehouseId::from_ulid(ulid(2)), 0, 10);
        cell.available = 5;
        cell.holds.insert("rsv_a".to_owned(), Hold { quantity: 3, until: at(60) });
        cell.holds.insert("rsv_b".to_owned(), Hold { quantity: 2, until: at(30) });
        cell
    }

    /// M10-T02
    #[test]
    fn a_hold_ends_at_its_deadline_without_anybody_ending_it() {
        let cell = cell();
        assert!(cell.is_balanced());
        assert_eq!([29, 30, 59, 60].map(|second| cell.sellable(at(second))), [5, 7, 7, 10]);
    }

    #[test]
    fn the_longest_lapsed_hold_comes_first() {
        let cell = cell();
        let lapsed = |second| cell.lapsed(at(second)).into_iter().map(|(id, _)| id.to_owned()).collect::<Vec<_>>();
        assert!(lapsed(0).is_empty());
        assert_eq!(lapsed(30), ["rsv_b"]);
        assert_eq!(lapsed(60), ["rsv_b", "rsv_a"]);
    }

    #[test]
    fn a_cell_is_read_without_holds_and_with_fields_it_does_not_know() {
        let mut stored = serde_json::to_value(cell()).unwrap();
        stored.as_object_mut().unwrap().remove("holds");
        stored["later"] = serde_json::json!(1);
        assert!(serde_json::from_value::<StockLevel>(stored).unwrap().holds.is_empty());
    }
}
