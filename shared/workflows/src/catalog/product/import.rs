//! Bringing one product of a merchant's file into the shop: found by its handle, made if it is new.
//!
//! The file decides everything it has a column for, and nothing else. Stock is the exception: it moves by the difference
//! between this file and the one before, so that importing a file again neither changes anything nor brings back what was
//! sold. A product with more than fits one transaction is written in pieces: first a card that nobody sees, then its
//! variants, at last the card that shows them. An import that ends between two pieces is completed by the next.

mod categories;
mod claims;
mod draft;
mod facts;
mod restock;

use context::Context;
use context::chunks::{self, WriteChunk};
use context::retry::MOST_TRIES;
use domain::catalog::product::{Product, ProductStatus};
use domain::catalog::shopify::{ImportedProduct, RowNotice, RowProblem, merge};
use events::{PriceChanged, ProductChanged, envelope};
use store::catalog::product::{ProductBodyRecord, ProductRecord, slug_claim};
use store::catalog::variant::VariantRecord;
use store::inventory::stock_level::StockLevelRecord;
use table::unique::Unique;
use table::{TableFault, TxFault};

use self::categories::Categories;
use self::claims::{Claims, Pending};
use self::draft::{Draft, DraftVariant};
use self::facts::{Facts, Known};
use self::restock::Restock;
use crate::catalog::product::listing;

/// What became of a product.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is new.
    Created,
    /// Something about it is.
    Updated,
    /// Everything was as the file has it; nothing was written.
    Unchanged,
}

/// A product that was brought in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Brought {
    /// What became of it.
    pub outcome: Outcome,
    /// What was taken otherwise than the file has it, for what the shop has.
    pub notices: Vec<RowNotice>,
}

/// Whether an import does what it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// It does.
    Write,
    /// It only says what it would do.
    DryRun,
}

/// Why a product was not brought in.
#[derive(Debug, thiserror::Error)]
pub enum ImportProductFault {
    /// Its rows cannot be taken; nothing of it was written.
    #[error("the product cannot be taken as the file has it")]
    Refused(Vec<RowProblem>),
    /// The table failed.
    #[error(transparent)]
    Table(#[from] TableFault),
}

/// What the products of one import share.
#[derive(Debug)]
pub struct Run {
    mode: Mode,
    categories: Categories,
    /// What earlier products of a dry run would have done.
    pending: Pending,
}

impl Run {
    /// Begins an import.
    pub async fn begin(cx: &Context, mode: Mode) -> Result<Self, TableFault> {
        Ok(Self { mode, categories: Categories::known(cx).await?, pending: Pending::new() })
    }

    /// Brings one product in.
    pub async fn import(&mut self, cx: &Context, imported: &ImportedProduct) -> Result<Brought, ImportProductFault> {
        // What this import itself wrote in pieces does not make it a second one.
        let mut first = None;
        let mut notices: Vec<RowNotice> = Vec::new();
        let mut tries = 0;
        while tries < MOST_TRIES {
            let known = Known::read(cx, &imported.handle).await?;
            let mut draft = self.draft(cx, imported, &known, &mut notices).await?;
            if draft.outcome(&known) == Outcome::Unchanged {
                return Ok(Brought { outcome: first.unwrap_or(Outcome::Unchanged), notices });
            }
            let mut facts = Facts::read(cx, &known, &draft).await?;
            let (claims, told) = Claims::of(&known, &mut draft, imported, &mut facts, &self.pending)?;
            add(&mut notices, told);
            // A SKU that it cannot have may have been all that was new.
            let now = draft.outcome(&known);
            let outcome = *first.get_or_insert(now);
            if now == Outcome::Unchanged {
                return Ok(Brought { outcome, notices });
            }
            if self.mode == Mode::DryRun {
                self.pending.extend(claims.pending());
                return Ok(Brought { outcome, notices });
            }
            match self.write(cx, known, draft, claims, facts).await {
                Ok(Written::Completely) => return Ok(Brought { outcome, notices }),
                Ok(Written::Announced) => {}
                Err(TxFault::Table(fault)) => return Err(fault.into()),
                Err(TxFault::Refused(never)) => match never {},
                Err(TxFault::Stale | TxFault::Duplicate) => tries += 1,
            }
        }
        Err(TableFault::Contended.into())
    }

    /// What the file makes of what is known.
    async fn draft(
        &mut self,
        cx: &Context,
        imported: &ImportedProduct,
        known: &Known,
        notices: &mut Vec<RowNotice>,
    ) -> Result<Draft, ImportProductFault> {
        let head = known.head.as_deref();
        let (merged, told) = merge(imported, known.before().as_ref()).map_err(ImportProductFault::Refused)?;
        add(notices, told);
        let lineage = match imported.category_path(head) {
            Some(path) => self.categories.resolve(cx, &path).await?,
            None => head.map(|head| head.categories.clone()).unwrap_or_default(),
        };
        Ok(Draft::of(cx, imported, merged, lineage, known))
    }

    async fn write(
        &mut self,
        cx: &Context,
        known: Known,
        draft: Draft,
        claims: Claims,
        mut facts: Facts,
    ) -> Result<Written, TxFault<std::convert::Infallible>> {
        self.categories.store(cx, &draft.product.categories).await?;
        let announcement = announcement(&known, &draft);
        let chunks = chunks(cx, known, draft, claims, &mut facts)?;
        match announcement {
            Some(announcement) if chunks::need_several(&chunks) => {
                chunks::commit(vec![announcement], cx.store.table()).await?;
                Ok(Written::Announced)
            }
            _ => {
                chunks::commit(chunks, cx.store.table()).await?;
                Ok(Written::Completely)
            }
        }
    }
}

/// What was told before an import lost a race is told once.
fn add(notices: &mut Vec<RowNotice>, told: Vec<RowNotice>) {
    for notice in told {
        if !notices.contains(&notice) {
            notices.push(notice);
        }
    }
}

/// How far a product was written.
enum Written {
    /// Its card names the variants that are to come; it has to be read again.
    Announced,
    /// All of it.
    Completely,
}

/// The card that names the variants to come before they are there; none where it does so already, or none are to come.
fn announcement(known: &Known, draft: &Draft) -> Option<WriteChunk> {
    let incoming = draft.new_variants();
    let named = known.head.as_ref().map(|head| head.incoming.as_slice()).unwrap_or_default();
    if incoming.iter().all(|variant| named.contains(variant)) {
        return None;
    }
    let unseen = || Product { status: ProductStatus::Draft, variants: Vec::new(), ..draft.product.clone() };
    let mut card = known.head.as_ref().map_or_else(unseen, |head| (**head).clone());
    card.incoming = incoming;
    let (read, is_claimed) = (known.head.clone(), known.id.is_some());
    let claim = slug_claim(&card);
    let chunk = WriteChunk::default().with(move |tx| tx.save::<ProductRecord>(read.as_ref(), &card));
    Some(if is_claimed { chunk } else { chunk.with(move |tx| tx.create::<Unique>(&claim)) })
}

/// Everything that is to be written, the card last.
fn chunks(
    cx: &Context,
    known: Known,
    draft: Draft,
    mut claims: Claims,
    facts: &mut Facts,
) -> Result<Vec<WriteChunk>, TableFault> {
    let before = known.head.as_deref().cloned();
    let mut chunks = Vec::new();
    for variant in &draft.variants {
        let restock = Restock::of(variant, facts, cx.now);
        chunks.push(variant_chunk(cx, variant, restock, &mut claims));
    }
    for gone in draft.vanished {
        let claims = claims.given_up(gone.id);
        let chunk = WriteChunk::default().with(move |tx| tx.delete(&gone));
        chunks.push(claims.into_iter().fold(chunk, |chunk, claim| chunk.with(move |tx| tx.delete(&claim))));
    }
    chunks.extend(listing::reword(before.as_ref(), &draft.product, &mut facts.items)?);

    let mut product = draft.product;
    product.updated_at = cx.now;
    let number = product.next_event();
    let mut last = listing::relist(before.as_ref(), &product, &mut facts.items)?;
    if known.id.is_none() {
        let claim = slug_claim(&product);
        last = last.with(move |tx| tx.create::<Unique>(&claim));
    }
    if known.body.as_deref() != Some(&draft.body) {
        let (read, body) = (known.body, draft.body);
        last = last.with(move |tx| tx.save::<ProductBodyRecord>(read.as_ref(), &body));
    }
    let event = envelope(&ProductChanged { product: product.id }, product.id, number, cx.event_context());
    let read = known.head;
    last = last.with(move |tx| tx.save::<ProductRecord>(read.as_ref(), &product)).with(move |tx| tx.emit(&event));
    chunks.push(last);
    Ok(chunks)
}

/// A variant with its SKU, its stock, and what is told of its price.
fn variant_chunk(cx: &Context, variant: &DraftVariant, restock: Restock, claims: &mut Claims) -> WriteChunk {
    let mut chunk = WriteChunk::default();
    let after = variant.after.clone();
    if let Some(before) = variant.before.as_ref().filter(|before| before.price != after.price) {
        let happening = PriceChanged { variant: after.id, before: before.price, after: after.price };
        let event = envelope(&happening, after.id, after.price_changes, cx.event_context());
        chunk = chunk.with(move |tx| tx.emit(&event));
    }
    if let Some(claim) = claims.given_up(after.id) {
        chunk = chunk.with(move |tx| tx.delete(&claim));
    }
    if let Some((read, claim)) = claims.taken(after.id) {
        chunk = chunk.with(move |tx| tx.save::<Unique>(read.as_ref(), &claim));
    }
    match restock {
        Restock::Nothing => {}
        Restock::New(cell) => chunk = chunk.with(move |tx| tx.create::<StockLevelRecord>(&cell)),
        Restock::Change(updates) => {
            for update in updates {
                chunk = chunk.with(move |tx| tx.update(update));
            }
        }
    }
    if variant.before.as_deref() == Some(&after) {
        return chunk;
    }
    let before = variant.before.clone();
    chunk.with(move |tx| tx.save::<VariantRecord>(before.as_ref(), &after))
}
