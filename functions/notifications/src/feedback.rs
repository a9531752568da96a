//! Mail feedback. What SES tells of mails that came back, or were called spam.

use context::Context;
use domain::notifications::suppressed_address::SuppressionReason;
use gateways::mail_feedback;
use runtime::{App, Metric, WorkFault, work};
use workflows::notifications::suppressed_address::report::report_undeliverable;

/// How the name of the queue of feedback ends.
pub(crate) const QUEUE: &str = "-notifications-feedback";

/// Keeps mails from where the record in `body` says that they must not go.
pub(crate) async fn heed(app: App, body: String) -> Result<(), WorkFault> {
    let Some(told) = mail_feedback::read(&body)? else {
        tracing::debug!("feedback that ends no mails");
        return Ok(());
    };
    let cx: Context = work::context(&app, "system", &told.mail);
    let feedback = told.reason.as_str();
    let metric = match told.reason {
        SuppressionReason::Bounce => Metric::MAILS_BOUNCED,
        SuppressionReason::Complaint => Metric::MAILS_COMPLAINED_OF,
    };
    for address in &told.addresses {
        if report_undeliverable(&cx, address, told.reason, told.reported_at).await? {
            metric.put_whole(1, cx.now);
            tracing::warn!(mail.id = told.mail, mail.feedback = feedback, "no more mails go to where this one went");
        } else {
            tracing::info!(mail.id = told.mail, mail.feedback = feedback, "this was known of the address, or is past");
        }
    }
    Ok(())
}
