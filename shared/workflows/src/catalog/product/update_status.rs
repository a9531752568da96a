//! Showing a product to shoppers, or taking it from them.

use context::Context;
use context::chunks::{self, WriteChunk};
use domain::audit::action::AuditAction;
use domain::catalog::product::ProductStatus;
use events::{ProductChanged, envelope};
use kernel::faults;
use store::audit::record::AuditEntryRecord;
use store::catalog::product::ProductRecord;
use store::catalog::variant::VariantRecord;
use table::{Key, Stored, TableFault, TxFault};

use crate::catalog::product::listing;

faults! {
    /// Why a status was not changed.
    #[derive(Debug, thiserror::Error)]
    pub enum SetStatusFault {
        /// The product has changed since it was read.
        #[error("the product has changed since it was read; read it again")]
        Stale => Stale "stale_version";
        /// The table failed.
        #[error(transparent)]
        Table(#[from] TableFault);
    }
}

/// Gives a product as it was read another status; the one that it has changes nothing.
///
/// Variants go first and the card with its lists last, so that the same call completes what an interrupted one began.
pub async fn update_product_status(
    cx: &Context,
    product: Stored<ProductRecord>,
    status: ProductStatus,
) -> Result<Stored<ProductRecord>, SetStatusFault> {
    if product.status == status {
        return Ok(product);
    }
    let mut after = (*product).clone();
    after.status = status;
    after.updated_at = cx.now;
    let event = envelope(&ProductChanged { product: after.id }, after.id, after.next_event(), cx.event_context());
    let variants: Vec<Key> = product.variants.iter().map(|variant| VariantRecord::at(*variant)).collect();
    let mut found = cx.store.table().batch(&[variants, listing::keys(&product, &after)].concat()).await?;

    let mut chunks = Vec::new();
    for variant in found.take_all::<VariantRecord>()? {
        let mut copy = (*variant).clone();
        copy.status = status;
        if *variant != copy {
            chunks.push(WriteChunk::default().with(move |tx| tx.replace(&variant, &copy)));
        }
    }
    chunks.extend(listing::reword(Some(&product), &after, &mut found)?);
    let record = cx.audited(AuditAction::PRODUCT_STATUS_SET, after.id).changing(
        "status",
        serde_json::to_value(product.status).unwrap_or_default(),
        serde_json::to_value(status).unwrap_or_default(),
    );
    let card = (product.clone(), after.clone());
    let last = listing::relist(Some(&product), &after, &mut found)?;
    chunks.push(
        last.with(move |tx| tx.replace(&card.0, &card.1))
            .with(move |tx| tx.emit(&event))
            .with(move |tx| tx.create::<AuditEntryRecord>(&record)),
    );
    match chunks::commit(chunks, cx.store.table()).await {
        Ok(()) => Ok(Stored::at_version(after, product.version() + 1)),
        Err(TxFault::Stale | TxFault::Duplicate) => Err(SetStatusFault::Stale),
        Err(TxFault::Table(fault)) => Err(fault.into()),
        Err(TxFault::Refused(never)) => match never {},
    }
}
