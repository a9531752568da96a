//! Why the costs are not known.

/// Why the costs are not known.
#[derive(Debug, thiserror::Error)]
pub enum CostFault {
    /// The shop does not answer, or refuses.
    #[error("the shop does not do what is counted: {0}")]
    Refused(#[from] reqwest::Error),
    /// It answers without what the visit needs.
    #[error("the shop answered without {0}")]
    Unexpected(&'static str),
    /// A minute in which nobody shops is not that of a quiet shop.
    #[error("the schedules found something to do")]
    Busy,
    /// A step or a metric is said to be of an area that has no function.
    #[error("no function is of the area {0:?}")]
    NoSuchArea(String),
    /// The alarms cannot be counted.
    #[error("a template cannot be read: {0}")]
    Alarms(#[from] serde_yaml_ng::Error),
}
