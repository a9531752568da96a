//! The sheet itself, as Markdown.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::month::Month;
use super::prices::{self, DOLLAR, Pico};
use super::tally::{Item, Tally};
use super::visit::{Step, Visit};

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
    let mut text = "# What the shop costs\n\nGenerated: `cargo run --quiet -- cost > infra/cost.md`. A test checks that it is fresh.\n\n".to_owned();
    assumptions(&mut text);
    counts(&mut text, visit);
    bills(&mut text, visit);
    idle(&mut text, month);
    sources(&mut text);
    text
}

fn line(text: &mut String, line: &str) {
    text.push_str(line);
    text.push('\n');
}

fn assumptions(text: &mut String) {
    let lines = [
        "## Assumptions".to_owned(),
        String::new(),
        format!("* List prices of us-east-1 as of {} (the table at the end names the pages), without free tiers, taxes and volume discounts. The payment provider's fees are not AWS's.", prices::AS_OF),
        "* Round trips, capacity units, invocations, publishes, deliveries and mails are counted, not estimated: the demo shop runs in memory, with the functions and the wiring of `template.yaml`. DynamoDB's units are those that the embedded database reports.".to_owned(),
        "* The shop is quiet: nothing is shared between two orders. In a busy one a batch of stream records or messages is one invocation for many.".to_owned(),
        "* Records that a filter of the template keeps from a function cost nothing; nor do Lambda's own reads of the stream.".to_owned(),
        format!(
            "* Lambda time is reckoned: {} ms an invocation (a quarter of a millisecond of processor, at 256 MB a seventh of one), {} ms a round trip to DynamoDB, {} ms a call to SNS, SQS or SES, {} ms a call to the payment provider. Cold starts are left out.",
            prices::INVOCATION_MILLIS, prices::TABLE_MILLIS, prices::SERVICE_MILLIS, prices::PROVIDER_MILLIS
        ),
        format!(
            "* An invocation logs {} bytes, the API {} bytes a request; {} of a hundred invocations are traced (X-Ray also keeps the first of each second: up to 2.6 million traces a month, {}).",
            prices::LOG_BYTES, prices::ACCESS_LOG_BYTES, prices::TRACED_PERCENT, dollars(prices::TRACE * 60 * Pico::from(prices::MONTH_MINUTES), 2)
        ),
        format!("* Answers travel as they are, uncompressed, with {} bytes of headers. Pictures are not the shop's.", prices::HEADER_BYTES),
        "* Requests to KMS are left out: DynamoDB, SNS and Lambda keep what they ask for, for minutes or for as long as an instance lives.".to_owned(),
        "* A batch of messages is one request to SQS to receive it and one to delete it; a delivery by SNS is one more.".to_owned(),
        String::new(),
    ];
    for entry in &lines {
        line(text, entry);
    }
}

fn counts(text: &mut String, visit: &Visit) {
    line(text, "## What each step uses\n");
    line(
        text,
        "| step | API requests | invocations | round trips to DynamoDB | read units | write units | SNS | deliveries | SQS | mails | provider calls | bytes out |",
    );
    line(text, "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|");
    for Step { name, tally } in &visit.steps {
        let tenths = |tenths: u64| format!("{}.{}", tenths / 10, tenths % 10);
        line(
            text,
            &format!(
                "| {name} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} |",
                tally.requests(),
                invocations(tally),
                tally.round_trips(),
                tenths(tally.read_tenths()),
                tenths(tally.write_tenths()),
                tally.publishes,
                tally.deliveries,
                tally.queue_requests(),
                tally.mails,
                tally.provider_calls,
                tally.bytes
            ),
        );
    }
    line(text, "\nInvocations are shown by memory: `3 × 256` are three at 256 MB.\n");
}

/// Invocations by memory.
fn invocations(tally: &Tally) -> String {
    let mut by_memory = BTreeMap::<u64, u64>::new();
    for work in tally.functions.values().filter(|work| work.invocations > 0) {
        *by_memory.entry(work.memory_megabytes).or_default() += work.invocations;
    }
    let parts: Vec<String> = by_memory.iter().map(|(memory, count)| format!("{count} × {memory}")).collect();
    parts.join(", ")
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
        let cells: Vec<String> = columns.iter().map(|(_, tally)| dollars(1_000 * tally.bill(item), 5)).collect();
        line(text, &format!("| {} | {} |", item.name(), cells.join(" | ")));
    }
    let totals: Vec<String> =
        columns.iter().map(|(_, tally)| format!("**{}**", dollars(1_000 * tally.price(), 5))).collect();
    line(text, &format!("| **in all** | {} |", totals.join(" | ")));
    let order = ORDER.map(|step| step.split_once(',').map_or(step, |(step, _)| step)).join(", ");
    line(text, &format!("\nAn order is: {order}; the events, messages and mails that follow are in it.\n"));
    line(text, "What weighs most:\n");
    for (name, tally) in &columns {
        line(text, &format!("* {name}: {}", heaviest(tally)));
    }
    text.push('\n');
}

/// The three largest lines of a bill, with their share.
fn heaviest(tally: &Tally) -> String {
    let mut items = Item::ALL.map(|item| (tally.bill(item), item));
    items.sort_by(|one, other| other.cmp(one));
    let share = |(price, item): &(Pico, Item)| format!("{} {} %", item.name(), price * 100 / tally.price().max(1));
    let shares: Vec<String> = items.iter().take(3).map(share).collect();
    shares.join(", ")
}

fn idle(text: &mut String, month: &Month) {
    line(text, "## A month in which nobody shops\n");
    line(text, "| | per month |\n|---|--:|");
    let mut lines: Vec<&(String, Pico)> = month.lines.iter().collect();
    lines.sort_by(|(_, one), (_, other)| other.cmp(one));
    for (name, price) in lines {
        line(text, &format!("| {name} | {} |", dollars(*price, 2)));
    }
    line(text, &format!("| **in all** | **{}** |\n", dollars(month.price(), 2)));
    let _ = writeln!(
        text,
        "Lambda keeps {} receivers at each queue, which wait 20 seconds for a message and ask again. Scheduled rules cost\nnothing by themselves.\n",
        prices::QUEUE_RECEIVERS
    );
    line(text, "Besides, as far as there is something:\n");
    line(text, "| | per month |\n|---|--:|");
    for (name, price) in &month.conditional {
        line(text, &format!("| {name} | {} |", dollars(*price, 2)));
    }
    text.push('\n');
}

fn sources(text: &mut String) {
    line(text, "## Prices\n");
    line(text, "| service | for | price | source |\n|---|---|---|---|");
    for (service, thing, price, source) in prices::SOURCES {
        line(text, &format!("| {service} | {thing} | {price} | <{source}> |"));
    }
}

/// An amount with so many decimals, rounded.
fn dollars(pico: Pico, decimals: u32) -> String {
    let unit = DOLLAR / 10_u128.pow(decimals);
    let rounded = (pico + unit / 2) / unit;
    let whole = 10_u128.pow(decimals);
    let width = usize::try_from(decimals).unwrap_or_default();
    format!("${}.{:0width$}", rounded / whole, rounded % whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_rounded_to_the_nearest() {
        assert_eq!(dollars(DOLLAR, 2), "$1.00");
        assert_eq!(dollars(prices::WRITE_TENTH * 10 * 1_000, 5), "$0.00063");
        assert_eq!(dollars(prices::API_REQUEST * 1_000_000, 2), "$1.00");
        assert_eq!(dollars(0, 5), "$0.00000");
    }
}
