//! What is measured of events on their way.

metrics! {
    /// The age of the oldest event that was not yet published, when its turn came.
    OLDEST_UNPUBLISHED_SECONDS = "OldestUnpublishedSeconds" Seconds,
}
