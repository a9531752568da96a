//! What happens after somebody asked for their data or deleted their account.

use events::domain_event::{DomainEvent as _, read};
use events::{UserDeleted, UserExportRequested, codec};
use runtime::{App, WorkFault, work};
use workflows::identity::account_deletion::erase::erase_personal_data;
use workflows::identity::data_export::produce::export_data;

/// An event that nothing here reacts to.
#[derive(Debug, thiserror::Error)]
#[error("there is nothing to do about {0}")]
struct NoWork(String);

/// Acts on the event in `body`.
pub(crate) async fn react(app: App, body: String) -> Result<(), WorkFault> {
    let event = codec::from_queue(&body)?;
    let context = work::context(&app, "system", &event.correlation_id);
    match event.kind.as_str() {
        UserExportRequested::KIND => {
            let told: UserExportRequested = read(&event)?;
            Ok(Box::pin(export_data(&context, told.user, told.export)).await?)
        }
        UserDeleted::KIND => {
            let told: UserDeleted = read(&event)?;
            Ok(Box::pin(erase_personal_data(&context, told.user)).await?)
        }
        kind => Err(NoWork(kind.to_owned()).into()),
    }
}
