//! Who may touch what the engine keeps for every area alike.

table::partitions! {
    /// Attempts that become slower.
    ATTEMPTS = "ATTEMPTS" { read: ["identity-http"], write: ["identity-http"] }
    /// Answers of commands that were done.
    IDEM = "IDEM" { read: ["*-http", "notifications-worker"], write: ["*-http", "notifications-worker"] }
    /// Counts of what is limited.
    RATE = "RATE" { read: ["*-http"], write: ["*-http"] }
    /// Which consumer has seen which event; none asks so far.
    SEEN = "SEEN" { read: [], write: [] }
}
