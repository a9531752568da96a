//! Writing into the audit what is done, in the transaction that does it.

use std::collections::BTreeMap;

use domain::audit::action::AuditAction;
use domain::audit::record::AuditEntry;
use kernel::id::AuditId;

use crate::Context;

impl Context {
    /// The entry for what the actor of this request does to `target`.
    pub fn audited(&self, action: AuditAction, target: impl std::fmt::Display) -> AuditEntry {
        AuditEntry {
            id: AuditId::mint(&*self.ids, self.now),
            at: self.now,
            actor: self.actor.clone(),
            action,
            target: target.to_string(),
            changes: BTreeMap::new(),
            request_id: self.correlation_id.clone(),
        }
    }
}
