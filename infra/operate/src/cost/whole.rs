//! Everything in one sheet, with the sums over the areas. It is printed, and kept nowhere.

use super::markdown::{line, of_a_thousand};
use super::month::{self, Month};
use super::parts;
use super::tally::{Item, Tally};
use super::visit::Visit;

/// The steps that one bought order consists of, beside what was put into the cart before.
const ORDER: [&str; 6] = [
    "address",
    "shipping method",
    "quote",
    "check-out of two lines",
    "payment, until the order is placed",
    "order page",
];

/// Writes the sheet.
pub(super) fn write(visit: &Visit, month: &Month) -> String {
    let mut text = "# What the shop costs\n\n".to_owned();
    parts::assumptions(&mut text);
    parts::steps(&mut text, &visit.steps);
    bills(&mut text, visit);
    line(&mut text, "## A month in which nobody shops\n");
    let idle = month.whole();
    let due = idle.lines().into_iter().chain(month::of_the_shop()).collect();
    let besides: Vec<_> = idle.conditional().into_iter().chain(month::of_the_shop_besides()).collect();
    parts::month(&mut text, due, &besides);
    parts::sources(&mut text);
    text
}

fn bills(text: &mut String, visit: &Visit) {
    let of = |names: &[&str]| {
        let steps = visit.steps.iter().filter(|step| names.contains(&step.name));
        steps.fold(Tally::default(), |sum, step| sum.and(&step.tally))
    };
    let columns = [
        ("product pages", of(&["product page"])),
        ("product lists", of(&["product list"])),
        ("searches", of(&["search"])),
        ("cart adds", of(&["add to cart, the second line"])),
        ("orders", of(&ORDER)),
        ("cancellations", of(&["cancellation of a paid order"])),
    ];
    line(text, "## Price of a thousand\n");
    let names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
    line(text, &format!("| | {} |", names.join(" | ")));
    line(text, &format!("|---|{}", "--:|".repeat(columns.len())));
    for item in Item::ALL {
        let cells: Vec<String> = columns.iter().map(|(_, tally)| of_a_thousand(tally.bill(item))).collect();
        line(text, &format!("| {} | {} |", item.name(), cells.join(" | ")));
    }
    let totals: Vec<String> =
        columns.iter().map(|(_, tally)| format!("**{}**", of_a_thousand(tally.price()))).collect();
    line(text, &format!("| **in all** | {} |", totals.join(" | ")));
    let order = ORDER.map(|step| step.split_once(',').map_or(step, |(step, _)| step)).join(", ");
    line(text, &format!("\nAn order is: {order}.\n"));
    parts::heaviest(text, columns.iter().map(|(name, tally)| (*name, tally)));
}
