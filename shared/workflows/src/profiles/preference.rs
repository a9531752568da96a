//! Keeping what somebody says of themself in one item: one read and one conditional write, again if somebody else was faster.

use context::version::{StaleVersion, check_version};
use context::{Committed as _, Context};
use kernel::faults;
use table::{Entity, Key, Stored, TableFault, Tx};

faults! {
    /// Why it was not kept.
    #[derive(Debug, thiserror::Error)]
    pub enum PreferenceFault {
        /// The caller meant another version.
        #[error(transparent)]
        Version(#[from] StaleVersion);
        /// Others kept changing it, or the table failed.
        #[error(transparent)]
        Table(#[from] TableFault);
    }
}

context::commit_fault!(PreferenceFault);

/// Keeps `value` in place of what was there; `expected` is the version the caller meant, if they said one, and 0 is nothing.
pub async fn save_preference<E: Entity>(
    cx: &Context,
    value: E::Value,
    expected: Option<u64>,
) -> Result<Stored<E>, PreferenceFault> {
    let version: Result<_, PreferenceFault> = cx
        .again(|| async {
            let stored = read::<E>(cx, &E::key(&value), expected).await?;
            let version = stored.as_ref().map_or(0, Stored::version);
            Tx::<PreferenceFault>::new()
                .save::<E>(stored.as_ref(), &value)
                .commit(cx.store.table())
                .await
                .or_again(version + 1)
        })
        .await;
    Ok(Stored::at_version(value, version?))
}

/// Forgets what is at `key`, if there is anything.
pub async fn delete_preference<E: Entity>(
    cx: &Context,
    key: &Key,
    expected: Option<u64>,
) -> Result<(), PreferenceFault> {
    cx.again(|| async {
        let Some(stored) = read::<E>(cx, key, expected).await? else { return Ok(Some(())) };
        Tx::<PreferenceFault>::new().delete::<E>(&stored).commit(cx.store.table()).await.or_again(())
    })
    .await
}

async fn read<E: Entity>(cx: &Context, key: &Key, expected: Option<u64>) -> Result<Option<Stored<E>>, PreferenceFault> {
    let stored = cx.store.table().get::<E>(key).await?;
    let version = stored.as_ref().map_or(0, Stored::version);
    check_version(expected, "it", version)?;
    Ok(stored)
}
