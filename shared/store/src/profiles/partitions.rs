//! Who may touch what people tell about themselves.

table::partitions! {
    /// All of it, apart from accounts and sessions. The verified telephone is filled in by identity.
    PROFILE = "PROFILE" {
        read: ["identity-http", "identity-worker", "profiles-http"],
        write: ["identity-http", "identity-worker", "profiles-http"]
    }
}
