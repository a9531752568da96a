//! The pages that are kept: nothing in one of them changes when an area gets something that another one is about.

use super::idle::Idle;
use super::markdown::line;
use super::visit::Step;
use super::{month, parts};

/// The head page: how it is reckoned, and what no area causes.
pub(super) fn head(nobody: &Idle) -> String {
    let mut text = String::new();
    line(&mut text, "# What the shop costs\n");
    line(
        &mut text,
        "This page says how it is reckoned, and what is due whatever areas there are. Each area has a page of its own,\n`infra/cost/<area>.md`: what its steps use, and what it costs while nobody shops.\n",
    );
    line(
        &mut text,
        "The sums over all areas, among them the price of a thousand orders and that of a month, are printed by\n`cargo run --quiet -- cost`. The pages are written by `UPDATE=1 cargo test -p tests described::cost`; without `UPDATE` it\nchecks that they are fresh.\n",
    );
    parts::assumptions(&mut text);
    line(&mut text, "## A month in which nobody shops\n");
    line(&mut text, "What no area causes:\n");
    let due = nobody.lines().into_iter().chain(month::of_the_shop()).collect();
    let besides: Vec<_> = nobody.conditional().into_iter().chain(month::of_the_shop_besides()).collect();
    parts::month(&mut text, due, &besides);
    parts::sources(&mut text);
    text
}

/// The page of an area; nothing if it has neither steps nor anything that costs though nobody shops.
pub(super) fn of_area(area: &str, steps: &[&Step], idle: &Idle) -> Option<String> {
    let (due, besides) = (idle.lines(), idle.conditional());
    let costs_idle = !due.is_empty() || !besides.is_empty();
    if steps.is_empty() && !costs_idle {
        return None;
    }
    let mut text = format!(
        "# {area}\n\nWhat it costs, reckoned as [the head page](../cost.md) says. Written by `UPDATE=1 cargo test -p tests described::cost`.\n\n"
    );
    if !steps.is_empty() {
        parts::steps(&mut text, steps.iter().copied());
        parts::heaviest(&mut text, steps.iter().map(|step| (step.name, &step.tally)));
    }
    if costs_idle {
        line(&mut text, "## A month in which nobody shops\n");
        parts::month(&mut text, due, &besides);
    }
    // A file ends with one newline.
    text.truncate(text.trim_end().len());
    text.push('\n');
    Some(text)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::super::Costs;
    use super::super::month::Month;
    use super::super::tally::Tally;
    use super::super::visit::Visit;
    use super::*;

    /// A shop of two areas, one of which does nothing.
    fn costs(steps: Vec<Step>, orders: Idle) -> Costs {
        let areas = BTreeMap::from([("audit".to_owned(), Idle::default()), ("orders".to_owned(), orders)]);
        let month = Month { areas, nobody: Idle { alarms: 6, ..Idle::default() } };
        Costs { visit: Visit { steps, ticks: Tally::default() }, month }
    }

    #[test]
    fn the_head_page_is_the_same_whatever_an_area_has() {
        let step = Step { area: "orders", name: "order page", tally: Tally::default() };
        let busy = Idle { alarms: 1, queues: 2, fronts: 1, metrics: 4, ..Idle::default() };
        let (without, with) = (costs(Vec::new(), Idle::default()).pages(), costs(vec![step], busy).pages());
        assert_eq!(without["cost.md"], with["cost.md"]);
        assert!(with["cost.md"].contains("| **in all** | **$2.00** |"), "six alarms, a key and a secret");
        assert_eq!(without.keys().collect::<Vec<_>>(), ["cost.md"]);
        assert_eq!(with.keys().collect::<Vec<_>>(), ["cost.md", "cost/orders.md"]);
    }

    #[test]
    fn the_page_of_an_area_has_its_own_and_the_whole_sheet_has_the_sum() {
        let costs = costs(Vec::new(), Idle { alarms: 4, ..Idle::default() });
        let page = &costs.pages()["cost/orders.md"];
        assert!(page.contains("| alarms on 4 metrics | $0.40 |\n| **in all** | **$0.40** |"), "{page}");
        assert!(!page.contains("step") && page.ends_with("|\n"), "{page}");
        assert!(costs.whole().contains("| alarms on 10 metrics | $1.00 |"), "{}", costs.whole());
        assert!(costs.whole().contains("| **in all** | **$2.40** |"), "{}", costs.whole());
    }
}
