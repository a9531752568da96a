//! Changing what a variant costs, with the cards that show it.

use context::version::{StaleVersion, check_version};
use context::{Committed as _, Context};
use domain::audit::action::AuditAction;
use domain::catalog::variant::Variant;
use events::{PriceChanged, envelope};
use kernel::faults;
use kernel::id::VariantId;
use kernel::money::Money;
use store::audit::record::AuditEntryRecord;
use store::catalog::product::ProductRecord;
use store::catalog::variant::VariantRecord;
use table::{Key, Stored, TableFault, Tx, TxFault};

use crate::catalog::product::listing;

/// The dearest price, in minor units: lists sort by twelve digits.
const DEAREST: i64 = 999_999_999_999;
faults! {
    /// Why a price was not changed.
    #[derive(Debug, thiserror::Error)]
    pub enum SetPriceFault {
        /// The shop sells in another currency.
        #[error("the shop sells in {0}")]
        CurrencyMismatch(kernel::currency::Currency) => Invalid "currency_mismatch" at "/price/currency";
        /// No price is below zero or beyond what lists can sort by.
        #[error("must be an amount from 0 to {DEAREST}")]
        OutOfRange => Invalid "validation_failed" at "/price/amount";
        /// There is no such variant, or it is no part of a product any more.
        #[error("there is no such variant")]
        Unknown => Missing "not_found";
        /// The caller meant another version of the variant.
        #[error(transparent)]
        Version(#[from] StaleVersion);
        /// The table failed.
        #[error(transparent)]
        Table(#[from] TableFault);
    }
}

context::commit_fault!(SetPriceFault);

/// Sets the price of a variant in the version that the caller means; setting the price that it has changes nothing.
///
/// A former price that the new one reaches is no former price any more.
pub async fn update_price(
    cx: &Context,
    id: VariantId,
    price: Money,
    expected: u64,
) -> Result<Stored<VariantRecord>, SetPriceFault> {
    cx.again(|| async {
        let variant = cx.store.variants().by_id(id).await?.ok_or(SetPriceFault::Unknown)?;
        check_version(Some(expected), "the variant", variant.version())?;
        check_price(cx, price)?;
        if price == variant.price {
            return Ok(Some(variant));
        }
        let after = priced(&variant, price);
        let written = write(cx, &variant, &after).await;
        written.or_again(Stored::at_version(after, variant.version() + 1))
    })
    .await
}

/// Refuses what no variant of this shop can cost.
fn check_price(cx: &Context, price: Money) -> Result<(), SetPriceFault> {
    if price.currency() != cx.settings.currency {
        return Err(SetPriceFault::CurrencyMismatch(cx.settings.currency));
    }
    if !(0..=DEAREST).contains(&price.minor()) {
        return Err(SetPriceFault::OutOfRange);
    }
    Ok(())
}

fn priced(variant: &Variant, price: Money) -> Variant {
    let mut after = variant.clone();
    after.price = price;
    after.compare_at = after.compare_at.filter(|before| before.minor() > price.minor());
    after.price_changes = after.price_changes.saturating_add(1);
    after
}

/// One transaction: the variant, the card, its listings, the event. The card is replaced in any case, so that two prices of
/// one product are set one after the other.
async fn write(cx: &Context, variant: &Stored<VariantRecord>, after: &Variant) -> Result<(), TxFault<SetPriceFault>> {
    let unknown = || TxFault::Refused(SetPriceFault::Unknown);
    let head = cx.store.products().by_id(after.product).await?.ok_or_else(unknown)?;
    let mut product = (*head).clone();
    let siblings: Vec<Key> = head.variants.iter().map(|sibling| VariantRecord::at(*sibling)).collect();
    let mut found = cx.store.table().batch(&[siblings, listing::keys(&head, &product)].concat()).await?;
    let siblings: Vec<Stored<VariantRecord>> = found.take_all()?;
    product.price_by(siblings.iter().map(|sibling| {
        let current: &Variant = if sibling.id == after.id { after } else { sibling };
        (current.price, current.compare_at)
    }));
    product.updated_at = cx.now;
    let happening = PriceChanged { variant: after.id, before: variant.price, after: after.price };
    let event = envelope(&happening, after.id, after.price_changes, cx.event_context());
    let (before, now) = (serde_json::to_value(variant.price), serde_json::to_value(after.price));
    let record = cx.audited(AuditAction::PRICE_SET, after.id).changing(
        "price",
        before.unwrap_or_default(),
        now.unwrap_or_default(),
    );
    let listings = listing::relist(Some(&head), &product, &mut found)?;
    let tx = Tx::new().replace(variant, after).replace::<ProductRecord>(&head, &product).emit(&event);
    let tx = tx.create::<AuditEntryRecord>(&record);
    listings.onto(tx).commit(cx.store.table()).await
}
