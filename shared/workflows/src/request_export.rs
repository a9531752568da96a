//! Somebody asks for all that is known about them.

use domain::audit::record::AuditAction;
use domain::identity::data_export::DataExport;
use events::{UserExportRequested, keep};
use kernel::fault::{Fault, FaultKind};
use kernel::id::{ExportId, UserId};
use kernel::key::Part;
use store::audit::record::AuditItem;
use store::identity::data_export::DataExportItem;
use table::Tx;
use table::idempotency::{Answer, Command};
use table::rate_limit::{Counted, RateLimit};

use crate::Context;
use crate::case_fault::CaseFault;

/// How often somebody may ask: three times a day.
const REQUESTS: RateLimit = RateLimit { bucket: "DATA_EXPORT", most: 3, seconds: 86_400 };

/// Somebody has asked often enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("your data was asked for three times today; ask again later")]
pub struct EnoughExports {
    /// Seconds after which another is made.
    pub retry_after: u32,
}

impl Fault for EnoughExports {
    fn code(&self) -> &'static str {
        "rate_limited"
    }

    fn kind(&self) -> FaultKind {
        FaultKind::TooMany
    }

    fn retry_after(&self) -> Option<u32> {
        Some(self.retry_after)
    }
}

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
) -> Result<(), CaseFault<EnoughExports>> {
    let table = cx.store.table();
    if let Counted::Over { retry_after } = table.count(&REQUESTS, &Part::sha(export.user.to_string()), cx.now).await? {
        return Err(CaseFault::Refused(EnoughExports { retry_after }));
    }
    let happened = UserExportRequested { export: export.id, user: export.user };
    let tx = Tx::new()
        .once(command, answer)
        .create::<DataExportItem>(export)
        .create::<AuditItem>(&cx.audited(AuditAction::DataExportRequested, export.user))
        .emit(&keep(&happened, export.id, 1, cx.cause()));
    Ok(tx.commit(table).await?)
}
