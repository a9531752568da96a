//! Data export, downloaded. Somebody follows the link of the mail that says their archive is ready.

use context::Context;
use context::use_case_fault::UseCaseFault;
use domain::identity::data_export::ExportState;
use domain::identity::one_time_token::{TokenFault, TokenPurpose, token_hash};
use gateways::objects::Link;
use kernel::time::{Timestamp, after};

use crate::identity::account::verify_email::check_genuine;

/// How long the URL of an archive is good, in seconds: whoever finds it later, in a history or a log, finds nothing.
const URL_SECONDS: i64 = 5 * 60;
/// Under what name a browser saves an archive.
const FILE_NAME: &str = "my-data.zip";

/// Where an archive can be fetched, for a few minutes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Download {
    /// The URL, which anybody may use who has it.
    pub url: String,
    /// Until when.
    pub expires_at: Timestamp,
}

/// A URL of the archive that `text`, a mailed token, is for; the token is good until the archive expires.
pub async fn download_data_export(cx: &Context, text: &str) -> Result<Download, UseCaseFault<TokenFault>> {
    check_genuine(cx.settings.link_key()?, text).map_err(UseCaseFault::Refused)?;
    let spent = || UseCaseFault::Refused(TokenFault::Spent);
    let token = cx.store.tokens().by_hash(&token_hash(text)).await?.ok_or_else(spent)?;
    token.check(text, TokenPurpose::DownloadExport, cx.now).map_err(UseCaseFault::Refused)?;
    // A deleted account's archives are on their way out.
    cx.store.users().by_id(token.user).await?.ok_or_else(spent)?;
    let exports = cx.store.exports().of_user(token.user).await?;
    let mut ready = exports.iter().filter(|export| export.state(cx.now) == ExportState::Ready);
    let export = ready.find(|export| export.archive.as_ref().is_some_and(|archive| archive.token == token.id));
    let export = export.ok_or_else(spent)?;
    let expires_at = after(cx.now, URL_SECONDS);
    let link =
        Link { key: &export.object_key(), file_name: FILE_NAME, from: cx.now, seconds: URL_SECONDS.unsigned_abs() };
    let url = cx.gateways.objects()?.link(&link).await?;
    tracing::info!(user.id = %token.user, "the archive of {} is about to be fetched", export.id);
    Ok(Download { url, expires_at })
}
