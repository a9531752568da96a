//! Stock of an order: commit, release, restock. What an order does to stock cells, as actions of the order's own
//! transactions.

use std::collections::BTreeMap;

use context::Context;
use domain::catalog::variant::Variant;
use domain::inventory::reservation::{PlannedAllocation, Shortage, StockLevelRef, plan};
use domain::inventory::stock_level::StockLevel;
use domain::orders::order::Order;
use domain::orders::order_item::{Allocation, OrderItems};
use kernel::id::VariantId;
use kernel::time::Timestamp;
use store::inventory::stock_level::{commit, commit_unreserved, release, restock};
use table::shard::shard_of;
use table::{TableFault, Update};

/// The cells that the lines of an order use, each once.
pub(crate) fn cells_of(lines: &OrderItems) -> Vec<StockLevelRef> {
    let mut cells: Vec<StockLevelRef> = lines.allocations().map(|allocation| allocation.cell).collect();
    cells.sort();
    cells.dedup();
    cells
}

/// Which cells give the units of a line, starting at a cell that differs from order to order.
pub(crate) fn takes(
    variant: &Variant,
    quantity: u32,
    order: &str,
    cells: &[StockLevel],
    now: Timestamp,
) -> Result<Vec<PlannedAllocation>, Shortage> {
    if !variant.tracked {
        return Ok(Vec::new());
    }
    let start = usize::from(shard_of(order, variant.cells.max(1)));
    plan(cells, variant.id, quantity, variant.policy, start, now)
}

/// What a line remembers of its takes.
pub(crate) fn allocations(takes: &[PlannedAllocation]) -> Vec<Allocation> {
    takes.iter().map(|take| Allocation { cell: take.cell, quantity: take.quantity }).collect()
}

/// Gives back whatever an order still holds; holds that lapsed and were taken by others are gone already.
pub(crate) async fn releases(cx: &Context, order: &Order, lines: &OrderItems) -> Result<Vec<Update>, TableFault> {
    let cells = cx.store.stock().cells(&cells_of(lines)).await?;
    Ok(held(&cells, order).map(|(cell, quantity)| release(&cell, quantity, order.reservation)).collect())
}

/// Puts back on the shelf what an order had taken for good.
pub(crate) fn restocks(lines: &OrderItems) -> Vec<Update> {
    per_cell(lines).into_iter().map(|(cell, quantity)| restock(&cell, quantity)).collect()
}

/// What an order holds in each of `cells`.
fn held<'a>(cells: &'a [StockLevel], order: &Order) -> impl Iterator<Item = (StockLevelRef, u32)> + 'a {
    let reservation = order.reservation;
    cells.iter().filter_map(move |cell| Some((cell.name(), cell.hold_of(reservation)?.quantity)))
}

fn per_cell(lines: &OrderItems) -> BTreeMap<StockLevelRef, u32> {
    lines.allocations().fold(BTreeMap::new(), |mut sums, allocation| {
        *sums.entry(allocation.cell).or_default() += allocation.quantity;
        sums
    })
}

/// How an order's units are taken for good: the updates, and the lines if units now come from other cells.
pub(crate) struct StockCommitment {
    /// The updates of the cells.
    pub(crate) updates: Vec<Update>,
    /// The lines with their new allocations, if a lapsed hold had to be retaken.
    pub(crate) moved: Option<OrderItems>,
}

/// Takes an order's units for good: holds where they still are, other free units where a hold has lapsed and was lost.
pub(crate) async fn commit_order(
    cx: &Context,
    order: &Order,
    lines: &OrderItems,
) -> Result<Result<StockCommitment, Shortage>, TableFault> {
    let cells = cx.store.stock().cells(&cells_of(lines)).await?;
    let kept: BTreeMap<StockLevelRef, u32> = held(&cells, order).collect();
    let mut commitment = StockCommitment {
        updates: kept.iter().map(|(cell, quantity)| commit(cell, *quantity, order.reservation)).collect(),
        moved: None,
    };
    let lost = |line: &Allocation| !kept.contains_key(&line.cell);
    if !lines.allocations().any(lost) {
        return Ok(Ok(commitment));
    }
    let mut moved = lines.clone();
    for line in &mut moved.lines {
        if !line.allocations.iter().any(lost) {
            continue;
        }
        let Some(variant) = cx.store.variants().by_id(line.variant).await? else {
            return Ok(Err(shortage(line.variant, line.quantity.get())));
        };
        let all = cx.store.stock().of_variants(std::slice::from_ref(&*variant)).await?;
        // A cell appears once in a transaction, so cells whose hold is committed here are left out.
        let free: Vec<StockLevel> = all.into_iter().filter(|cell| !kept.contains_key(&cell.name())).collect();
        let missing: u32 =
            line.allocations.iter().filter(|allocation| lost(allocation)).map(|allocation| allocation.quantity).sum();
        let takes = match takes(&variant, missing, &order.id.to_string(), &free, cx.now) {
            Ok(takes) => takes,
            Err(shortage) => return Ok(Err(shortage)),
        };
        let policy = variant.policy;
        commitment.updates.extend(takes.iter().map(|take| commit_unreserved(take, policy)));
        line.allocations.retain(|allocation| !lost(allocation));
        line.allocations.extend(allocations(&takes));
    }
    commitment.moved = Some(moved);
    Ok(Ok(commitment))
}

fn shortage(variant: VariantId, wanted: u32) -> Shortage {
    Shortage { variant, wanted, available: 0 }
}
