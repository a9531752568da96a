//! Trying again when somebody else was faster: the one policy of all use-cases.
//!
//! A use-case reads, decides, and writes on condition that nothing it read has changed. Where something has, it begins anew with
//! what is there now, at once: the table has waited already where two transactions met.

use table::{TableFault, TxFault};

use crate::Context;

/// How often a use-case begins before it gives up.
pub const MOST_TRIES: u32 = 10;

impl Context {
    /// Does `attempt` until it comes to something; one that was overtaken is `None`, see [`Committed::or_again`].
    ///
    /// What must happen once, however often is tried, is kept outside: in a [`tokio::sync::OnceCell`], for instance.
    pub async fn again<T, E, A>(&self, attempt: impl Fn() -> A) -> Result<T, E>
    where
        E: From<TableFault>,
        A: Future<Output = Result<Option<T>, E>>,
    {
        for _ in 0..MOST_TRIES {
            // On the heap: a use-case that waits for other services is large, and callers would carry it along.
            if let Some(done) = Box::pin(attempt()).await? {
                return Ok(done);
            }
        }
        Err(TableFault::Contended.into())
    }
}

/// What a transaction came to.
pub trait Committed<F> {
    /// `done` if it was written, nothing if something had changed since it was read, and a fault otherwise.
    fn or_again<T, E: From<TxFault<F>>>(self, done: T) -> Result<Option<T>, E>;
}

impl<F> Committed<F> for Result<(), TxFault<F>> {
    fn or_again<T, E: From<TxFault<F>>>(self, done: T) -> Result<Option<T>, E> {
        match self {
            Ok(()) => Ok(Some(done)),
            Err(TxFault::Stale) => Ok(None),
            Err(fault) => Err(fault.into()),
        }
    }
}

/// Says what becomes of a failed commit in a fault that has a variant `Table`, and one for twins where a command has a key.
#[macro_export]
macro_rules! commit_fault {
    ($fault:ident) => {
        $crate::commit_fault! { @impl $fault, $fault::Table(::table::TableFault::Contended) }
    };
    ($fault:ident, $twin:ident) => {
        $crate::commit_fault! { @impl $fault, $fault::$twin }
    };
    (@impl $fault:ident, $twin:expr) => {
        /// An item that changed since it was read counts as contention: whoever could try again has done so.
        impl ::std::convert::From<::table::TxFault<$fault>> for $fault {
            fn from(fault: ::table::TxFault<$fault>) -> Self {
                match fault {
                    ::table::TxFault::Refused(fault) => fault,
                    ::table::TxFault::Duplicate => $twin,
                    ::table::TxFault::Stale => Self::Table(::table::TableFault::Contended),
                    ::table::TxFault::Table(fault) => Self::Table(fault),
                }
            }
        }
    };
}
