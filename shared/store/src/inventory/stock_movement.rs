//! Stock movements: every change of what is on hand, derived from the table's stream.
//!
//! A movement is keyed by the version of the cell that it made, so writing it again changes nothing, and the movements of a
//! cell always add up to what is on hand.

use domain::inventory::reservation::StockLevelRef;
use kernel::key::Part;
use kernel::text::Text;
use kernel::time::Timestamp;
use serde::{Deserialize, Serialize};
use table::{Entity, Index, Key, Page, PageRequest, Partition, Person, Query, Shape, Stored, TableFault, key, part};

use super::partitions;
use super::stock_level::Stock;

/// One change of what is on hand in a cell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StockMovement {
    /// The cell.
    pub cell: StockLevelRef,
    /// The version of the cell that the change made.
    pub cell_version: u32,
    /// Units that came, or left if negative.
    pub change: i64,
    /// What was on hand afterwards.
    pub on_hand: i64,
    /// Why, where somebody corrected the units.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Text<200>>,
    /// When the change was made, as the stream tells.
    pub at: Timestamp,
}

/// The item of a [`StockMovement`].
#[derive(Debug)]
pub struct StockMovementRecord;

impl Entity for StockMovementRecord {
    type Value = StockMovement;
    const TYPE: &'static str = "Movement";
    const SHAPE: Shape = Shape::at("STOCKLOG#{var}#{whs}#{yyyymm}", "{cell:2}#{version:8}");
    const PERSON: Person = Person::Nobody;
    const PARTITION: Partition = partitions::STOCKLOG;

    fn key(movement: &StockMovement) -> Key {
        let cell = &movement.cell;
        key!("STOCKLOG", cell.variant, cell.warehouse, month(movement.at); cell.number, movement.cell_version)
    }
}

fn month(at: Timestamp) -> Part {
    let month = at.strftime("%Y%m").to_string();
    Part::new(&month).unwrap_or_else(|_| Part::sha(&month))
}

impl Stock<'_> {
    /// A page of a variant's movements in the month of `at`, in the order of each cell.
    pub async fn movements(
        &self,
        cell: &StockLevelRef,
        at: Timestamp,
        page: &PageRequest,
    ) -> Result<Page<StockMovement>, TableFault> {
        let query = Query::of(Index::Base, part!("STOCKLOG", cell.variant, cell.warehouse, month(at)));
        Ok(self.table.page::<StockMovementRecord>(&query, page).await?.map(Stored::into_value))
    }
}
