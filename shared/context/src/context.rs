//! What every use-case has in hand.

use std::sync::Arc;

use events::EventContext;
use gateways::Gateways;
use kernel::id::IdSource;
use kernel::time::{Clock, Timestamp};
use store::Store;

use crate::settings::Settings;

/// The stores, the ports, the time and the cause of one request, message or tick.
#[derive(Clone)]
pub struct Context {
    /// The table's nouns.
    pub store: Store,
    /// The outside world.
    pub gateways: Gateways,
    /// Where ids come from.
    pub ids: Arc<dyn IdSource>,
    /// For use-cases that wait for others and must look at the clock again.
    pub clock: Arc<dyn Clock>,
    /// The instant of this request: read once, so that one request has one time.
    pub now: Timestamp,
    /// Who acts: a user's id, `guest`, `system`, or a provider's name.
    pub actor: String,
    /// The request that started it all.
    pub correlation_id: String,
    /// How the shop is set up.
    pub settings: Arc<Settings>,
}

impl Context {
    /// What events inherit from this request.
    pub fn event_context(&self) -> EventContext<'_> {
        EventContext { ids: &*self.ids, now: self.now, actor: &self.actor, correlation_id: &self.correlation_id }
    }
}
