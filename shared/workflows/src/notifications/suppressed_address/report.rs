//! Reporting a bounce or a complaint. The mail service tells that mails to an address must end.

use std::convert::Infallible;

use context::{Committed as _, Context};
use domain::notifications::suppressed_address::{SuppressedAddress, SuppressionReason};
use kernel::email::Email;
use kernel::time::Timestamp;
use store::notifications::suppressed_address::digest_of;
use table::{TableFault, Tx};

/// Keeps mails from `address` from now on; whether that is news. A report that comes again changes nothing.
pub async fn report_undeliverable(
    cx: &Context,
    address: &Email,
    reason: SuppressionReason,
    reported_at: Timestamp,
) -> Result<bool, TableFault> {
    let digest = digest_of(address);
    cx.again(|| async {
        let standing = cx.store.suppressed_addresses().of(address).await?;
        let known = standing.as_deref();
        let Some(suppressed) = SuppressedAddress::after_report(known, &digest, reason, reported_at) else {
            return Ok(Some(false));
        };
        Tx::<Infallible>::new().save(standing.as_ref(), &suppressed).commit(cx.store.table()).await.or_again(true)
    })
    .await
}
