//! The archive of all that is known about a person, made after they asked for it.
//!
//! A message may come twice, and a process may end anywhere. The archive has one place, which a second try writes to again;
//! that it is ready, the token that fetches it and the event that has it mailed are one transaction, which happens once.

mod archive;
mod contents;

use std::convert::Infallible;

use context::Context;
use context::settings::MissingSetting;
use domain::identity::data_export::{DataExport, ExportState};
use domain::identity::one_time_token::{OneTimeToken, TokenPurpose};
use domain::identity::user::User;
use events::{UserExportReady, envelope};
use gateways::fault::DeliveryFault;
use kernel::id::{ExportId, TokenId, UserId};
use store::identity::data_export::DataExportRecord;
use store::identity::one_time_token::OneTimeTokenRecord;
use table::{Stored, TableFault, Tx, TxFault};

use self::archive::ArchiveFault;

/// What an archive is.
const MEDIA_TYPE: &str = "application/zip";

/// Why an archive was not made; it is tried again.
#[derive(Debug, thiserror::Error)]
pub enum ExportFault {
    /// The table failed.
    #[error(transparent)]
    Table(#[from] TableFault),
    /// The archive could not be stored.
    #[error(transparent)]
    Store(#[from] DeliveryFault),
    /// The archive could not be written.
    #[error(transparent)]
    Archive(#[from] ArchiveFault),
    /// The function lacks a setting.
    #[error(transparent)]
    Setting(#[from] MissingSetting),
}

impl From<TxFault<Infallible>> for ExportFault {
    fn from(fault: TxFault<Infallible>) -> Self {
        match fault {
            TxFault::Table(fault) => Self::Table(fault),
            // Another delivery of the message is at it.
            TxFault::Stale | TxFault::Duplicate => Self::Table(TableFault::Contended),
            TxFault::Refused(never) => match never {},
        }
    }
}

/// Makes the archive that `user` asked for with `export`, unless that was done, or given up, before.
pub async fn export_data(cx: &Context, user: UserId, export: ExportId) -> Result<(), ExportFault> {
    let Some(found) = cx.store.exports().by_id(user, export).await? else {
        tracing::info!(user.id = %user, "the request {export} was erased with its account");
        return Ok(());
    };
    if found.state(cx.now) != ExportState::Requested {
        tracing::info!(user.id = %user, "the request {export} was answered before");
        return Ok(());
    }
    let Some(account) = cx.store.users().by_id(user).await? else { return Ok(()) };
    let tried = found.tried(cx.now);
    Tx::<Infallible>::new().replace(&found, &tried).commit(cx.store.table()).await?;
    let begun = Stored::<DataExportRecord>::at_version(tried, found.version() + 1);
    if begun.state(cx.now) == ExportState::Failed {
        tracing::error!(user.id = %user, "the archive of {export} could not be made in {} tries", begun.tries);
        return Ok(());
    }
    let bytes = archive_of(cx, &account).await?;
    let size = bytes.len();
    cx.gateways.objects()?.put(&begun.object_key(), MEDIA_TYPE, bytes).await?;
    tell(cx, &begun, u64::try_from(size).unwrap_or(u64::MAX)).await
}

/// The archive of what is known about somebody: a file for each kind, and one that explains them.
async fn archive_of(cx: &Context, account: &User) -> Result<Vec<u8>, ExportFault> {
    let files = contents::of(cx, account.id).await?;
    Ok(archive::of(&cx.settings.store_name, cx.now, &files)?)
}

/// Makes it known that the archive is there.
async fn tell(cx: &Context, begun: &Stored<DataExportRecord>, bytes: u64) -> Result<(), ExportFault> {
    let DataExport { id, user, .. } = **begun;
    let token_id = TokenId::mint(&*cx.ids, cx.now);
    let token = OneTimeToken::issue(cx.settings.link_key()?, token_id, user, TokenPurpose::DownloadExport, cx.now);
    let happened = UserExportReady { export: id, user, token: token_id };
    let tx = Tx::<Infallible>::new()
        .replace(begun, &begun.answered(token_id, bytes, cx.now))
        .create::<OneTimeTokenRecord>(&token)
        .emit(&envelope(&happened, id, 2, cx.event_context()));
    let told = tx.commit(cx.store.table()).await;
    if matches!(told, Err(TxFault::Stale)) && cx.store.exports().by_id(user, id).await?.is_none() {
        // The account was erased meanwhile, and nobody would ever look for this archive.
        cx.gateways.objects()?.delete(&begun.object_key()).await?;
        return Ok(());
    }
    Ok(told?)
}
