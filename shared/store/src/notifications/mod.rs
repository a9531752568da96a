//! Mails and texts.

pub mod suppressed_address;

/// Who may touch what is known of addresses.
pub mod partitions {
    table::partitions! {
        /// Addresses that mails are kept from.
        SUPPRESSED = "SUPPRESSED" { read: ["notifications-worker"], write: ["notifications-worker"] }
    }
}

nouns! {
    /// Addresses that mails are kept from.
    suppressed_addresses: suppressed_address::SuppressedAddresses [SuppressedAddressRecord],
}
