//! Keeping what somebody says of themself in one item: one read and one conditional write, again if somebody else was faster.

use context::Context;
use kernel::faults;
use table::{Entity, Key, Stored, TableFault, Tx, TxFault};

/// How often a change is tried again when others change the same item.
const TRIES: u32 = 8;

faults! {
    /// Why it was not kept.
    #[derive(Debug, thiserror::Error)]
    pub enum PreferenceFault {
        /// The caller meant another version.
        #[error("it has changed; its version is {0}")]
        StaleVersion(u64) => Stale "stale_version";
        /// Others kept changing it, or the table failed.
        #[error(transparent)]
        Table(#[from] TableFault);
    }
}

/// Keeps `value` in place of what was there; `expected` is the version the caller meant, if they said one, and 0 is nothing.
pub async fn keep_preference<E: Entity>(
    cx: &Context,
    value: E::Value,
    expected: Option<u64>,
) -> Result<Stored<E>, PreferenceFault> {
    for _ in 0..TRIES {
        let stored = read::<E>(cx, &E::key(&value), expected).await?;
        let version = stored.as_ref().map_or(0, Stored::version);
        match Tx::<()>::new().save::<E>(stored.as_ref(), &value).commit(cx.store.table()).await {
            Ok(()) => return Ok(Stored::at_version(value, version + 1)),
            Err(TxFault::Table(fault)) => return Err(fault.into()),
            Err(TxFault::Stale | TxFault::Twin | TxFault::Refused(())) => {}
        }
    }
    Err(TableFault::Contended.into())
}

/// Forgets what is at `key`, if there is anything.
pub async fn forget_preference<E: Entity>(
    cx: &Context,
    key: &Key,
    expected: Option<u64>,
) -> Result<(), PreferenceFault> {
    for _ in 0..TRIES {
        let Some(stored) = read::<E>(cx, key, expected).await? else { return Ok(()) };
        match Tx::<()>::new().delete::<E>(&stored).commit(cx.store.table()).await {
            Ok(()) => return Ok(()),
            Err(TxFault::Table(fault)) => return Err(fault.into()),
            Err(TxFault::Stale | TxFault::Twin | TxFault::Refused(())) => {}
        }
    }
    Err(TableFault::Contended.into())
}

async fn read<E: Entity>(cx: &Context, key: &Key, expected: Option<u64>) -> Result<Option<Stored<E>>, PreferenceFault> {
    let stored = cx.store.table().get::<E>(key).await?;
    let version = stored.as_ref().map_or(0, Stored::version);
    if expected.is_some_and(|expected| expected != version) {
        return Err(PreferenceFault::StaleVersion(version));
    }
    Ok(stored)
}
