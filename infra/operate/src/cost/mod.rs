//! What the shop costs on AWS: counted in a shop in memory, multiplied with list prices.
//!
//! The counts are those of the functions that run on Lambda, called with the events that Lambda hands over; clock and ids
//! stand still, so the sheet is the same in every run. It is `infra/cost.md`.

mod fault;
mod month;
mod prices;
mod sheet;
mod shop;
mod tally;
mod visit;

pub use self::fault::CostFault;
pub use self::shop::{CountedShop, FunctionCount, ServiceCount};

/// The cost sheet of a shop that was just filled with the demo catalog, as Markdown; `templates` are all that it has, whose
/// alarms cost by the metrics that they watch.
pub async fn sheet(shop: &dyn CountedShop, templates: &[&str]) -> Result<String, CostFault> {
    let visit = visit::take(shop).await?;
    let month = month::Month::of(&visit, templates)?;
    Ok(sheet::write(&visit, &month))
}
