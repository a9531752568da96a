//! What a function holds for as long as its process lives.

use std::sync::{Arc, OnceLock};

use context::Settings;
use gateways::Gateways;
use kernel::id::IdSource;
use kernel::time::Clock;
use store::Store;

use crate::process_cache::ProcessCache;

/// One function of one shop, ready to answer. Cheap to clone.
#[derive(Clone)]
pub struct App {
    /// The table's nouns.
    pub store: Store,
    /// The ports this function has.
    pub gateways: Gateways,
    /// Where the time comes from.
    pub clock: Arc<dyn Clock>,
    /// Where ids come from.
    pub ids: Arc<dyn IdSource>,
    /// How the shop is set up.
    pub settings: Arc<Settings>,
    /// The function's router, built at the first request.
    pub router: Arc<OnceLock<axum::Router>>,
    /// What it remembers from one request to the next.
    pub cache: Arc<ProcessCache>,
}
