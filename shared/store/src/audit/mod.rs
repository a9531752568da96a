//! The audit's keys.

pub mod record;

/// Who may touch the audit: whoever changes something adds to it, and identity alone reads it.
pub mod partitions {
    table::partitions! {
        /// The entries of a day. They are added, and neither changed nor removed.
        AUDIT = "AUDIT" { read: ["identity-http"], write: ["*-http", "identity-worker"] }
        /// The list of what somebody did.
        AUDITOR = "AUDITOR" { read: ["identity-http", "identity-worker"], write: [] }
        /// The list of what was done to something.
        AUDITED = "AUDITED" { read: ["identity-http", "identity-worker"], write: [] }
    }
}

nouns! {
    /// The audit.
    audit: record::Audit [AuditEntryRecord],
}
