//! Stock on the wire.

use domain::catalog::variant::{InventoryPolicy, Variant};
use domain::inventory::stock_level::StockLevel;
use kernel::id::{VariantId, WarehouseId};
use kernel::text::Text;
use kernel::time::Timestamp;
use serde::Serialize;
use store::inventory::stock_movement::StockMovement;
use utoipa::ToSchema;

/// What there is of a variant.
#[derive(Debug, Serialize, ToSchema)]
pub struct StockView {
    /// The variant.
    variant_id: VariantId,
    /// Whether its stock is counted.
    tracked: bool,
    /// What happens when more is wanted than is there.
    inventory_policy: InventoryPolicy,
    /// Units in all cells.
    on_hand: i64,
    /// Units in all cells that can be had now.
    sellable: i64,
    /// The parts that the stock is kept in.
    cells: Vec<StockLevelView>,
}

/// A part of a variant's stock in one warehouse.
#[derive(Debug, Serialize, ToSchema)]
pub struct StockLevelView {
    /// Where it is.
    warehouse_id: WarehouseId,
    /// Which of the variant's cells there, from 0.
    number: u16,
    /// Units in the warehouse.
    on_hand: i64,
    /// Units that nobody holds; below zero is what was sold without stock.
    available: i64,
    /// How many orders hold units. Holds that have lapsed are among them until somebody needs their units.
    holds: usize,
    /// Units that can be had now: what is available, and what lapsed holds give back.
    sellable: i64,
}

impl StockView {
    /// The stock of a variant at `now`.
    pub fn of(variant: &Variant, cells: &[StockLevel], now: Timestamp) -> Self {
        let cells: Vec<StockLevelView> = cells.iter().map(|cell| StockLevelView::of(cell, now)).collect();
        Self {
            variant_id: variant.id,
            tracked: variant.tracked,
            inventory_policy: variant.policy,
            on_hand: cells.iter().fold(0, |sum, cell| sum.saturating_add(cell.on_hand)),
            sellable: cells.iter().fold(0, |sum, cell| sum.saturating_add(cell.sellable.max(0))),
            cells,
        }
    }
}

impl StockLevelView {
    fn of(cell: &StockLevel, now: Timestamp) -> Self {
        Self {
            warehouse_id: cell.warehouse,
            number: cell.number,
            on_hand: cell.on_hand,
            available: cell.available,
            holds: cell.holds.len(),
            sellable: cell.sellable(now),
        }
    }
}

/// A change of stock that was made.
#[derive(Debug, Serialize, ToSchema)]
pub struct AdjustmentView {
    /// The variant.
    pub variant_id: VariantId,
    /// Units that came, or left if below zero.
    pub change: i64,
    /// Why.
    pub reason: String,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub adjusted_at: Timestamp,
}

/// One change of what is on hand in a cell.
#[derive(Debug, Serialize, ToSchema)]
pub struct StockMovementView {
    /// Where the cell is.
    warehouse_id: WarehouseId,
    /// Which of the variant's cells there, from 0.
    cell: u16,
    /// The version of the cell that the change made.
    cell_version: u32,
    /// Units that came, or left if below zero.
    change: i64,
    /// Units on hand in the cell afterwards.
    on_hand: i64,
    /// Why, where somebody corrected the units.
    reason: Option<Text<200>>,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
}

impl From<StockMovement> for StockMovementView {
    fn from(movement: StockMovement) -> Self {
        Self {
            warehouse_id: movement.cell.warehouse,
            cell: movement.cell.number,
            cell_version: movement.cell_version,
            change: movement.change,
            on_hand: movement.on_hand,
            reason: movement.reason,
            at: movement.at,
        }
    }
}
