//! Outside providers, simulated: small stateful servers with their own ledgers, reached over HTTP by the real adapters.
//!
//! Each is a crate below this folder, built from the provider's public documentation, whose examples are kept as fixtures.
//! Beside the provider's own API it has `/_control/…` routes, and the same controls as methods, to make it fail on purpose.
//! What they share is here: where webhooks go, and [`provider_store`] that outlive a run. They know no noun of the shop and nothing
//! of AWS.

pub mod provider_store;

use async_trait::async_trait;

/// The receiver of a provider's webhooks: in the local stack, the shop itself.
#[async_trait]
pub trait WebhookTarget: Send + Sync {
    /// Posts `body` to `path` and answers the HTTP status; 0 when nothing answered.
    async fn deliver(&self, path: &str, headers: Vec<(String, String)>, body: Vec<u8>) -> u16;
}
