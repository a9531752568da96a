//! Why there is no sheet.

/// Why there is no sheet.
#[derive(Debug, thiserror::Error)]
pub enum CostFault {
    /// The shop does not answer, or refuses.
    #[error("the shop does not do what the sheet is about: {0}")]
    Refused(#[from] reqwest::Error),
    /// It answers without what the sheet needs.
    #[error("the shop answered without {0}")]
    Unexpected(&'static str),
    /// The alarms cannot be counted.
    #[error("a template cannot be read: {0}")]
    Alarms(#[from] serde_yaml_ng::Error),
}
