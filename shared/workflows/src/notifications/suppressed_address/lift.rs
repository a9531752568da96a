//! Lifting a suppression. Whoever runs the shop knows that an address takes mails again.

use std::convert::Infallible;

use context::{Committed as _, Context};
use domain::audit::action::AuditAction;
use kernel::email::Email;
use store::audit::record::AuditEntryRecord;
use table::{TableFault, Tx};

/// Lets mails go to `address` again, on the record; whether they were kept from it.
pub async fn lift_suppression(cx: &Context, address: &Email) -> Result<bool, TableFault> {
    cx.again(|| async {
        let Some(standing) = cx.store.suppressed_addresses().of(address).await? else { return Ok(Some(false)) };
        let Some(lifted) = standing.lifted(cx.now) else { return Ok(Some(false)) };
        // The audit names no address: its digest finds the entry for whoever knows the address.
        let entry = cx.audited(AuditAction::SUPPRESSION_LIFTED, &standing.digest);
        let tx = Tx::<Infallible>::new().replace(&standing, &lifted).create::<AuditEntryRecord>(&entry);
        tx.commit(cx.store.table()).await.or_again(true)
    })
    .await
}
