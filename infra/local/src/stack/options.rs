//! What a stack is made of.

use std::collections::BTreeMap;
use std::sync::Arc;

use emulator::clock::LocalClock;
use emulator::database::DatabaseSpec;
use emulator::template::{Secrets, TemplateText};
use kernel::id::IdSource;

/// Where the shop listens. It is always the loopback interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HttpPort {
    /// This port.
    Fixed(u16),
    /// Any free port.
    Ephemeral,
}

/// What a stack is made of.
pub struct StackOptions {
    /// The texts of the SAM template.
    pub template: TemplateText,
    /// Values for the template's parameters; its defaults stand for the others. The stack itself sets `StoreUrl`,
    /// `CorsOrigins` and `StripeBaseUrl` unless they are given here.
    pub parameters: BTreeMap<String, String>,
    /// Environment of every function, over what the template and the stack say.
    pub surroundings: BTreeMap<String, String>,
    /// What the template's dynamic references to secrets are answered with, by key.
    pub secrets: Secrets,
    /// Where the items are kept; with a file, queues, positions and mails are kept beside it.
    pub database: DatabaseSpec,
    /// The clock of everything in the stack.
    pub clock: Arc<LocalClock>,
    /// Where ids and tokens come from.
    pub ids: Arc<dyn IdSource>,
    /// Where the shop listens.
    pub http: HttpPort,
    /// Whether streams, queues, webhooks and schedules are worked off as they come. If not, [`super::Stack::settle`] and
    /// [`super::Stack::tick`] do it, one thing after the other.
    pub background: bool,
}
