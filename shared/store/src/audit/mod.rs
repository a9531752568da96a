//! The audit's keys.

pub mod partitions;
pub mod record;

nouns! {
    /// The audit.
    audit: record::Audit [AuditEntryRecord],
}
