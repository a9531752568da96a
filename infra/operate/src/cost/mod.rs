//! What the shop costs on AWS: counted in a shop in memory, multiplied with list prices.
//!
//! The counts are those of the functions that run on Lambda, called with the events that Lambda hands over; clock and ids
//! stand still, so they are the same in every run. `infra/cost.md` says how it is reckoned, `infra/cost/<area>.md` what an area
//! costs; sums over areas are kept nowhere.

mod fault;
mod idle;
mod markdown;
mod month;
mod pages;
mod parts;
mod prices;
mod shop;
mod tally;
mod visit;
mod whole;

use std::collections::BTreeMap;

use self::month::Month;
use self::visit::Visit;

pub use self::fault::CostFault;
pub use self::shop::{CountedShop, CountedTemplate, FunctionCount, ServiceCount};

/// What the shop costs.
pub struct Costs {
    visit: Visit,
    month: Month,
}

impl Costs {
    /// Counts in a shop that was just filled with the demo catalog; `templates` are all that it has, whose alarms cost by the
    /// metrics that they watch.
    pub async fn count(shop: &dyn CountedShop, templates: &[CountedTemplate<'_>]) -> Result<Self, CostFault> {
        let visit = visit::take(shop).await?;
        let month = Month::of(&visit, &shop.functions(), templates)?;
        Ok(Self { visit, month })
    }

    /// The pages that are kept, as Markdown, each by its path in `infra`: the head page, and one for each area that costs
    /// something.
    pub fn pages(&self) -> BTreeMap<String, String> {
        let of_areas = self.month.areas.iter().filter_map(|(area, idle)| {
            let steps: Vec<_> = self.visit.steps.iter().filter(|step| step.area == area).collect();
            Some((format!("cost/{area}.md"), pages::of_area(area, &steps, idle)?))
        });
        of_areas.chain([("cost.md".to_owned(), pages::head(&self.month.nobody))]).collect()
    }

    /// Everything in one sheet, with the sums over the areas, as Markdown.
    pub fn whole(&self) -> String {
        whole::write(&self.visit, &self.month)
    }
}
