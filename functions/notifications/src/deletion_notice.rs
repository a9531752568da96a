//! Deletion notice, forgotten. What is forgotten once it was told.

use context::Context;
use events::domain_event::read;
use events::{Envelope, UserDeleted};

/// Forgets the address of a deleted account once its last mail is sent; where that fails, it expires.
pub(crate) async fn forget(context: &Context, event: &Envelope) {
    let forgotten = match read::<UserDeleted>(event) {
        Ok(told) => context.store.deletion_notices().forget(told.user).await.map_err(|fault| fault.to_string()),
        // Every other mail goes to an address that stays.
        Err(_) => Ok(()),
    };
    if let Err(error) = forgotten {
        tracing::warn!(event.id = %event.id, error, "the address of a deleted account is kept until it expires");
    }
}
