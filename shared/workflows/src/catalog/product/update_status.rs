//! Showing a product to shoppers, or taking it from them.

use context::Context;
use context::chunks::{self, WriteChunk};
use context::version::{StaleVersion, check_version};
use domain::audit::action::AuditAction;
use domain::catalog::product::{Product, ProductStatus};
use domain::catalog::variant::Variant;
use events::{Envelope, ProductChanged, envelope};
use kernel::faults;
use kernel::id::ProductId;
use store::audit::record::AuditEntryRecord;
use store::catalog::product::ProductRecord;
use store::catalog::variant::VariantRecord;
use table::{Key, Stored, TableFault, TxFault};

use crate::catalog::product::listing;

faults! {
    /// Why a status was not changed.
    #[derive(Debug, thiserror::Error)]
    pub enum SetStatusFault {
        /// There is no such product.
        #[error("there is no such product")]
        Unknown => Missing "not_found";
        /// The caller meant another version of the product.
        #[error(transparent)]
        Version(#[from] StaleVersion);
        /// The table failed.
        #[error(transparent)]
        Table(#[from] TableFault);
    }
}

/// Gives a product another status in the version that the caller means; the one that it has changes nothing.
///
/// Variants go first and the card with its lists last, so that the same call completes what an interrupted one began.
pub async fn update_product_status(
    cx: &Context,
    id: ProductId,
    status: ProductStatus,
    expected: u64,
) -> Result<Stored<ProductRecord>, SetStatusFault> {
    cx.again(|| async {
        let product = cx.store.products().by_id(id).await?.ok_or(SetStatusFault::Unknown)?;
        check_version(Some(expected), "the product", product.version())?;
        if product.status == status {
            return Ok(Some(product));
        }
        let mut after = (*product).clone();
        after.status = status;
        after.updated_at = cx.now;
        let event = envelope(&ProductChanged { product: id }, id, after.next_event(), cx.event_context());
        let chunks = changes(cx, &product, &after, event).await?;
        match chunks::commit(chunks, cx.store.table()).await {
            Ok(()) => Ok(Some(Stored::at_version(after, product.version() + 1))),
            Err(TxFault::Stale | TxFault::Duplicate) => Ok(None),
            Err(TxFault::Table(fault)) => Err(fault.into()),
            Err(TxFault::Refused(never)) => match never {},
        }
    })
    .await
}

/// What is written so that `product` becomes `after`, and is said to have by `event`.
async fn changes(
    cx: &Context,
    product: &Stored<ProductRecord>,
    after: &Product,
    event: Envelope,
) -> Result<Vec<WriteChunk>, TableFault> {
    let variants: Vec<Key> = product.variants.iter().map(|variant| VariantRecord::at(*variant)).collect();
    let mut found = cx.store.table().batch(&[variants, listing::keys(product, after)].concat()).await?;

    let mut chunks = Vec::new();
    for variant in found.take_all::<VariantRecord>()? {
        let copy = Variant { status: after.status, ..(*variant).clone() };
        if *variant != copy {
            chunks.push(WriteChunk::default().with(move |tx| tx.replace(&variant, &copy)));
        }
    }
    chunks.extend(listing::reword(Some(product), after, &mut found)?);
    let record = cx.audited(AuditAction::PRODUCT_STATUS_SET, after.id).changing(
        "status",
        serde_json::to_value(product.status).unwrap_or_default(),
        serde_json::to_value(after.status).unwrap_or_default(),
    );
    let card = (product.clone(), after.clone());
    let last = listing::relist(Some(product), after, &mut found)?;
    chunks.push(
        last.with(move |tx| tx.replace(&card.0, &card.1))
            .with(move |tx| tx.emit(&event))
            .with(move |tx| tx.create::<AuditEntryRecord>(&record)),
    );
    Ok(chunks)
}
