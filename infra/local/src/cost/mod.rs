//! What the shop costs on AWS: counted in a shop in memory, multiplied with list prices.
//!
//! The counts are those of the functions that run on Lambda, called with the events that Lambda hands over; clock and ids
//! stand still, so the sheet is the same in every run. It is `infra/cost.md`.

mod month;
mod prices;
mod sheet;
mod tally;
mod visit;

use crate::import::ImportFailure;
use crate::secrets::NoKey;
use crate::stack::StackFault;
use crate::template::TemplateText;

/// Why there is no sheet.
#[derive(Debug, thiserror::Error)]
pub enum CostFault {
    /// The shop does not open.
    #[error(transparent)]
    Stack(#[from] StackFault),
    /// It has no keys.
    #[error(transparent)]
    Keys(#[from] NoKey),
    /// It cannot be filled.
    #[error(transparent)]
    Import(#[from] ImportFailure),
    /// It does not answer, or refuses.
    #[error("the shop does not do what the sheet is about: {0}")]
    Refused(#[from] reqwest::Error),
    /// It answers without what the sheet needs.
    #[error("the shop answered without {0}")]
    Unexpected(&'static str),
    /// The alarms cannot be counted.
    #[error("a template cannot be read: {0}")]
    Alarms(#[from] serde_yaml_ng::Error),
}

/// The cost sheet of the shop that `template` describes, as Markdown.
pub async fn sheet(template: TemplateText) -> Result<String, CostFault> {
    let visit = visit::take(template.clone()).await?;
    let month = month::Month::of(&visit, &template)?;
    Ok(sheet::write(&visit, &month))
}
