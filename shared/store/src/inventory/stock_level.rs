//! Stock levels. Stock cells: the truth about what can be sold, changed only by conditional updates.

use domain::catalog::variant::{InventoryPolicy, Variant};
use domain::inventory::reservation::{PlannedAllocation, StockLevelRef};
use domain::inventory::stock_level::{Hold, StockAdjustment, StockLevel};
use kernel::id::{ReservationId, Ulid, VariantId, WarehouseId};
use kernel::time::Timestamp;
use table::{AttributeValue, Entity, Key, Partition, Person, Shape, Stored, Table, TableFault, Update, key};

use super::partitions;

/// The warehouse that everything is in until there are more.
pub fn main_warehouse() -> WarehouseId {
    WarehouseId::from_ulid(Ulid::nil())
}

/// The item of a [`StockLevel`].
#[derive(Debug)]
pub struct StockLevelRecord;

impl StockLevelRecord {
    /// Where a cell is.
    pub fn at(cell: &StockLevelRef) -> Key {
        key!("STOCK", cell.variant, cell.warehouse, cell.number; "CELL")
    }

    /// Where the cells of a variant are.
    pub fn of_variant(variant: &Variant) -> Vec<Key> {
        cells(variant.id, variant.cells).iter().map(Self::at).collect()
    }
}

impl Entity for StockLevelRecord {
    type Value = StockLevel;
    const TYPE: &'static str = "Cell";
    const SHAPE: Shape = Shape::at("STOCK#{var}#{whs}#{cell:2}", "CELL");
    const PERSON: Person = Person::Nobody;
    const PARTITION: Partition = partitions::STOCK;

    fn key(cell: &StockLevel) -> Key {
        Self::at(&cell.name())
    }
}

fn cells(variant: VariantId, count: u16) -> Vec<StockLevelRef> {
    (0..count.max(1)).map(|number| StockLevelRef { variant, warehouse: main_warehouse(), number }).collect()
}

/// Puts a hold on a cell: reclaims the lapsed holds that were read, takes the units, remembers them until `until`.
///
/// One conditional update. It fails if the units are gone, if a lapsed hold was reclaimed by somebody else first, or if the
/// reservation is there already, so repeating it never takes twice.
pub fn reserve(
    take: &PlannedAllocation,
    reservation: ReservationId,
    until: Timestamp,
    policy: InventoryPolicy,
) -> Update {
    let reservation = reservation.to_string();
    let reclaimed: i64 = take.reclaim.iter().map(|(_, quantity)| i64::from(*quantity)).sum();
    let change = reclaimed - i64::from(take.quantity);
    let number = |quantity: u32| AttributeValue::N(quantity.to_string());
    let content = Hold { quantity: take.quantity, until };
    let content = AttributeValue::M(
        [
            ("quantity".to_owned(), number(content.quantity)),
            ("until".to_owned(), AttributeValue::S(content.until.to_string())),
        ]
        .into(),
    );
    let mut update = Update::at(StockLevelRecord::at(&take.cell))
        .add(&["available"], change)
        .set(&["holds", &reservation], content)
        .when_missing(&["holds", &reservation]);
    for (lapsed, quantity) in &take.reclaim {
        update = update.remove(&["holds", lapsed]).when_equal(&["holds", lapsed, "quantity"], number(*quantity));
    }
    match policy {
        InventoryPolicy::Deny => update.when_at_least(&["available"], -change),
        InventoryPolicy::Continue => update.when_exists(&["available"]),
    }
}

/// Turns a hold into units that left: once, for the hold goes with it.
pub fn commit(cell: &StockLevelRef, quantity: u32, reservation: ReservationId) -> Update {
    let reservation = reservation.to_string();
    Update::at(StockLevelRecord::at(cell))
        .add(&["on_hand"], -i64::from(quantity))
        .remove(&["holds", &reservation])
        .when_exists(&["holds", &reservation])
}

/// Takes units that a lapsed reservation no longer holds, straight away.
pub fn commit_unreserved(take: &PlannedAllocation, policy: InventoryPolicy) -> Update {
    let reclaimed: i64 = take.reclaim.iter().map(|(_, quantity)| i64::from(*quantity)).sum();
    let change = reclaimed - i64::from(take.quantity);
    let mut update = Update::at(StockLevelRecord::at(&take.cell))
        .add(&["available"], change)
        .add(&["on_hand"], -i64::from(take.quantity));
    for (lapsed, quantity) in &take.reclaim {
        let same = AttributeValue::N(quantity.to_string());
        update = update.remove(&["holds", lapsed]).when_equal(&["holds", lapsed, "quantity"], same);
    }
    match policy {
        InventoryPolicy::Deny => update.when_at_least(&["available"], -change),
        InventoryPolicy::Continue => update.when_exists(&["available"]),
    }
}

/// Gives held units back: once, for the hold goes with it.
pub fn release(cell: &StockLevelRef, quantity: u32, reservation: ReservationId) -> Update {
    let reservation = reservation.to_string();
    Update::at(StockLevelRecord::at(cell))
        .add(&["available"], i64::from(quantity))
        .remove(&["holds", &reservation])
        .when_exists(&["holds", &reservation])
}

/// Puts units that had left back on the shelf; the caller's transaction makes it happen once.
pub fn restock(cell: &StockLevelRef, quantity: u32) -> Update {
    adjust(cell, i64::from(quantity))
}

/// Adds units, or removes units that nobody holds.
pub fn adjust(cell: &StockLevelRef, change: i64) -> Update {
    let update = Update::at(StockLevelRecord::at(cell)).add(&["on_hand"], change).add(&["available"], change);
    if change < 0 { update.when_at_least(&["available"], -change) } else { update.when_exists(&["available"]) }
}

/// Notes in `update` why the units are corrected; the movement that it makes tells it.
pub fn adjusted_for(update: Update, adjustment: &StockAdjustment) -> Update {
    let text = |text: String| AttributeValue::S(text);
    let parts = [
        ("entry".to_owned(), text(adjustment.entry.to_string())),
        ("reason".to_owned(), text(adjustment.reason.to_string())),
    ];
    update.set(&["adjusted"], AttributeValue::M(parts.into()))
}

/// Stock, by its access patterns.
pub struct Stock<'a> {
    pub(crate) table: &'a Table,
}

impl Stock<'_> {
    /// The cells of a variant.
    pub async fn of_variant(&self, variant: &Variant) -> Result<Vec<Stored<StockLevelRecord>>, TableFault> {
        self.table.batch(&StockLevelRecord::of_variant(variant)).await?.take_all()
    }

    /// The cells of many variants: one round trip.
    pub async fn of_variants(&self, variants: &[Variant]) -> Result<Vec<StockLevel>, TableFault> {
        let keys: Vec<Key> =
            variants.iter().filter(|variant| variant.tracked).flat_map(StockLevelRecord::of_variant).collect();
        Ok(self.table.batch(&keys).await?.take_all::<StockLevelRecord>()?.into_iter().map(Stored::into_value).collect())
    }

    /// These cells, as they are now.
    pub async fn cells(&self, cells: &[StockLevelRef]) -> Result<Vec<StockLevel>, TableFault> {
        let keys: Vec<Key> = cells.iter().map(StockLevelRecord::at).collect();
        Ok(self.table.batch(&keys).await?.take_all::<StockLevelRecord>()?.into_iter().map(Stored::into_value).collect())
    }
}
