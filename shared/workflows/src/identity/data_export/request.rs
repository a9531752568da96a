//! Data export (GDPR Art. 15, 20), requested. Somebody asks for all that is known about them.

use context::Context;
use context::too_often::TooOften;
use context::use_case_fault::UseCaseFault;
use domain::audit::action::AuditAction;
use domain::identity::data_export::DataExport;
use events::{UserExportRequested, envelope};
use kernel::id::{ExportId, UserId};
use kernel::key::Part;
use store::audit::record::AuditEntryRecord;
use store::identity::data_export::DataExportRecord;
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
pub async fn request_data_export(
    cx: &Context,
    export: &DataExport,
    command: Option<&Command>,
    answer: &Answer,
) -> Result<(), UseCaseFault<TooOften>> {
    let table = cx.store.table();
    if let Counted::Over { retry_after } = table.count(&REQUESTS, &Part::sha(export.user.to_string()), cx.now).await? {
        return Err(UseCaseFault::Refused(TooOften { said: "your data was asked for three times today", retry_after }));
    }
    let happened = UserExportRequested { export: export.id, user: export.user };
    let tx = Tx::new()
        .once(command, answer)
        .create::<DataExportRecord>(export)
        .create::<AuditEntryRecord>(&cx.audited(AuditAction::DATA_EXPORT_REQUESTED, export.user))
        .emit(&envelope(&happened, export.id, 1, cx.event_context()));
    Ok(tx.commit(table).await?)
}
