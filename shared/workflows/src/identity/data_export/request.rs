//! Somebody asks for all that is known about them.

use context::Context;
use context::case_fault::CaseFault;
use context::too_often::TooOften;
use domain::audit::action::AuditAction;
use domain::identity::data_export::DataExport;
use events::{UserExportRequested, keep};
use kernel::id::{ExportId, UserId};
use kernel::key::Part;
use store::audit::record::AuditItem;
use store::identity::data_export::DataExportItem;
use table::Tx;
use table::idempotency::{Answer, Command};
use table::rate_limit::{Counted, RateLimit};

/// How often somebody may ask: three times a day.
const REQUESTS: RateLimit = RateLimit { bucket: "DATA_EXPORT", most: 3, seconds: 86_400 };

/// The request that `user` is about to make.
pub fn new_export(cx: &Context, user: UserId) -> DataExport {
    DataExport::request(ExportId::mint(&*cx.ids, cx.now), user, cx.now)
}

/// Makes a request, once for `command`; a worker makes the archive, and a mail tells when it is there.
pub async fn request_export(
    cx: &Context,
    export: &DataExport,
    command: Option<&Command>,
    answer: &Answer,
) -> Result<(), CaseFault<TooOften>> {
    let table = cx.store.table();
    if let Counted::Over { retry_after } = table.count(&REQUESTS, &Part::sha(export.user.to_string()), cx.now).await? {
        return Err(CaseFault::Refused(TooOften { said: "your data was asked for three times today", retry_after }));
    }
    let happened = UserExportRequested { export: export.id, user: export.user };
    let tx = Tx::new()
        .once(command, answer)
        .create::<DataExportItem>(export)
        .create::<AuditItem>(&cx.audited(AuditAction::DATA_EXPORT_REQUESTED, export.user))
        .emit(&keep(&happened, export.id, 1, cx.cause()));
    Ok(tx.commit(table).await?)
}
