//! Correcting how many units there are: a delivery, a loss, a count.

use context::{Committed as _, Context};
use domain::audit::action::AuditAction;
use domain::catalog::variant::{InventoryPolicy, Variant};
use domain::inventory::reservation::{Shortage, plan};
use domain::inventory::stock_level::{StockAdjustment, StockLevel};
use kernel::faults;
use kernel::id::VariantId;
use kernel::text::Text;
use store::audit::record::AuditEntryRecord;
use store::inventory::stock_level::{StockLevelRecord, adjust, adjusted_for, commit_unreserved, main_warehouse};
use table::idempotency::{Answer, Command};
use table::{Stored, TableFault, Tx};

/// The most units that come or go at once.
pub const MOST_UNITS: i64 = 1_000_000_000;
faults! {
    /// Why stock was not adjusted.
    #[derive(Debug, thiserror::Error)]
    pub enum AdjustFault {
        /// There is no such variant.
        #[error("there is no such variant")]
        Unknown => Missing "not_found";
        /// The stock of this variant is not counted.
        #[error("the stock of this variant is not counted")]
        NotTracked => Conflict "stock_not_tracked";
        /// It changes by nothing, or by more than [`MOST_UNITS`].
        #[error("must be a whole number other than 0, from -{MOST_UNITS} to {MOST_UNITS}")]
        OutOfRange => Invalid "validation_failed" at "/change";
        /// Fewer units lie there than shall go, apart from those that are held.
        #[error(transparent)]
        Shortage(#[from] Shortage);
        /// A twin of the command is running.
        #[error("the same command is running; ask again shortly")]
        Duplicate => Conflict "idempotency_in_progress" after 1;
        /// The table failed.
        #[error(transparent)]
        Table(#[from] TableFault);
    }
}

context::commit_fault!(AdjustFault, Duplicate);

/// Adds `change` units for `reason`, or takes them away if it is below zero, once for `command`; `answer` is what its record
/// keeps.
///
/// Units that somebody holds stay; a hold that has lapsed is none.
pub async fn adjust_stock(
    cx: &Context,
    variant: VariantId,
    change: i64,
    reason: &Text<200>,
    command: &Command,
    answer: &Answer,
) -> Result<(), AdjustFault> {
    let variant = cx.store.variants().by_id(variant).await?.ok_or(AdjustFault::Unknown)?;
    if !variant.tracked {
        return Err(AdjustFault::NotTracked);
    }
    if change == 0 || !(-MOST_UNITS..=MOST_UNITS).contains(&change) {
        return Err(AdjustFault::OutOfRange);
    }
    cx.again(|| async {
        let stored = cx.store.stock().of_variant(&variant).await?;
        let cells: Vec<StockLevel> = stored.into_iter().map(Stored::into_value).collect();
        let before = cells.iter().fold(0_i64, |sum, cell| sum.saturating_add(cell.on_hand));
        let record = cx.audited(AuditAction::STOCK_ADJUSTED, variant.id).changing(
            "on_hand",
            before.into(),
            before.saturating_add(change).into(),
        );
        let adjustment = StockAdjustment { entry: record.id, reason: reason.clone() };
        let tx = adjusted(cx, &variant, change, &cells, &adjustment)?
            .create::<AuditEntryRecord>(&record)
            .once(Some(command), answer);
        tx.commit(cx.store.table()).await.or_again(())
    })
    .await
}

/// The change as conditional updates of the variant's cells.
fn adjusted(
    cx: &Context,
    variant: &Variant,
    change: i64,
    cells: &[StockLevel],
    adjustment: &StockAdjustment,
) -> Result<Tx<AdjustFault>, AdjustFault> {
    match (cells.first(), u32::try_from(change.unsigned_abs())) {
        (Some(first), _) if change > 0 => Ok(Tx::new().update(adjusted_for(adjust(&first.name(), change), adjustment))),
        (None, _) if change > 0 => {
            let level = StockLevel::new(variant.id, main_warehouse(), 0, change);
            Ok(Tx::new().create::<StockLevelRecord>(&StockLevel { adjusted: Some(adjustment.clone()), ..level }))
        }
        (_, Ok(leaving)) => {
            let takes = plan(cells, variant.id, leaving, InventoryPolicy::Deny, 0, cx.now)?;
            let leave = |take| adjusted_for(commit_unreserved(take, InventoryPolicy::Deny), adjustment);
            Ok(takes.iter().fold(Tx::new(), |tx, take| tx.update(leave(take))))
        }
        (_, Err(_)) => Err(AdjustFault::OutOfRange),
    }
}
