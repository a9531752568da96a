//! Writes that may be too many for one transaction, in pieces of which each stays whole.
//!
//! Where everything fits into one transaction, it is one. Where it does not, the pieces are written in their order, so a
//! caller puts last what makes the others count, and makes each such that writing it again changes nothing.

use std::convert::Infallible;

use table::tx::MOST_ACTIONS;
use table::{Table, Tx, TxFault};

/// An action that is not part of a transaction yet.
type Action<F> = Box<dyn FnOnce(Tx<F>) -> Tx<F> + Send>;

/// Actions that happen together, whatever else they are sent with; those that can be refused are refused with an `F`.
pub struct WriteChunk<F = Infallible>(Vec<Action<F>>);

impl<F> Default for WriteChunk<F> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<F> WriteChunk<F> {
    /// The piece with one more action.
    pub fn with(mut self, action: impl FnOnce(Tx<F>) -> Tx<F> + Send + 'static) -> Self {
        self.0.push(Box::new(action));
        self
    }

    /// The transaction with the actions of this piece.
    pub fn onto(self, tx: Tx<F>) -> Tx<F> {
        self.0.into_iter().fold(tx, |tx, action| action(tx))
    }

    /// How many actions it has.
    pub fn actions(&self) -> usize {
        self.0.len()
    }
}

/// Whether `chunks` are more than one transaction takes.
pub fn need_several(chunks: &[WriteChunk]) -> bool {
    chunks.iter().map(WriteChunk::actions).sum::<usize>() > MOST_ACTIONS
}

/// Writes the pieces in their order, as few transactions as they fit into. A refusal leaves those before it written.
pub async fn commit(chunks: Vec<WriteChunk>, table: &Table) -> Result<(), TxFault<Infallible>> {
    let mut tx = Tx::new();
    for chunk in chunks {
        if tx.len() + chunk.actions() > MOST_ACTIONS {
            std::mem::take(&mut tx).commit(table).await?;
        }
        tx = chunk.onto(tx);
    }
    tx.commit(table).await
}
