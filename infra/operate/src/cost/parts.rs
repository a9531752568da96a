//! The parts of what is written, as Markdown.

use std::collections::BTreeMap;

use super::idle::Line;
use super::markdown::{dollars, line, of_a_thousand};
use super::prices::{self, Pico};
use super::tally::{Item, Tally};
use super::visit::Step;

/// How it is reckoned.
pub(super) fn assumptions(text: &mut String) {
    let lines = [
        "## Assumptions".to_owned(),
        String::new(),
        format!("* List prices of us-east-1 as of {} (the table at the end names the pages), without free tiers, taxes and volume discounts. The payment provider's fees are not AWS's.", prices::AS_OF),
        "* Round trips, capacity units, invocations, publishes, deliveries and mails are counted, not estimated: the demo shop runs in memory, with the functions and the wiring of `template.yaml`. DynamoDB's units are those that the embedded database reports.".to_owned(),
        "* A step is that of the area that it is asked of; the events, messages and mails that follow are in it, whoever works them off.".to_owned(),
        "* Invocations are shown by memory: `3 × 256` are three at 256 MB.".to_owned(),
        "* The shop is quiet: nothing is shared between two orders. In a busy one a batch of stream records or messages is one invocation for many.".to_owned(),
        "* Records that a filter of the template keeps from a function cost nothing; nor do Lambda's own reads of the stream, nor scheduled rules by themselves.".to_owned(),
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
        format!(
            "* Lambda keeps {} receivers at each queue, which wait {} seconds for a message and ask again.",
            prices::QUEUE_RECEIVERS, 60 / prices::RECEIVES_A_MINUTE
        ),
        String::new(),
    ];
    for entry in &lines {
        line(text, entry);
    }
}

/// What each of these steps uses.
pub(super) fn steps<'a>(text: &mut String, steps: impl IntoIterator<Item = &'a Step>) {
    line(text, "## What each step uses\n");
    line(
        text,
        "| step | API requests | invocations | round trips to DynamoDB | read units | write units | SNS | deliveries | SQS | mails | provider calls | bytes out | price of a thousand |",
    );
    line(text, "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|");
    for Step { name, tally, .. } in steps {
        let tenths = |tenths: u64| format!("{}.{}", tenths / 10, tenths % 10);
        line(
            text,
            &format!(
                "| {name} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} |",
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
                tally.bytes,
                of_a_thousand(tally.price())
            ),
        );
    }
    text.push('\n');
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

/// The three largest lines of each bill, with their shares.
pub(super) fn heaviest<'a>(text: &mut String, bills: impl IntoIterator<Item = (&'a str, &'a Tally)>) {
    line(text, "What weighs most:\n");
    for (name, tally) in bills {
        let mut items = Item::ALL.map(|item| (tally.bill(item), item));
        items.sort_by(|one, other| other.cmp(one));
        let share = |(price, item): &(Pico, Item)| format!("{} {} %", item.name(), price * 100 / tally.price().max(1));
        let shares: Vec<String> = items.iter().take(3).map(share).collect();
        line(text, &format!("* {name}: {}", shares.join(", ")));
    }
    text.push('\n');
}

/// The bill of a month: what is due in any case, dearest first and with its sum, and what is due besides.
pub(super) fn month(text: &mut String, mut due: Vec<Line>, besides: &[Line]) {
    due.sort_by(|(_, one), (_, other)| other.cmp(one));
    if !due.is_empty() {
        rows(text, &due);
        let sum = due.iter().map(|(_, price)| price).sum();
        line(text, &format!("| **in all** | **{}** |\n", dollars(sum, 2)));
    }
    if !besides.is_empty() {
        line(text, "Besides, as far as there is something:\n");
        rows(text, besides);
        text.push('\n');
    }
}

fn rows(text: &mut String, lines: &[Line]) {
    line(text, "| | per month |\n|---|--:|");
    for (name, price) in lines {
        line(text, &format!("| {name} | {} |", dollars(*price, 2)));
    }
}

/// The prices, and where they stand.
pub(super) fn sources(text: &mut String) {
    line(text, "## Prices\n");
    line(text, "| service | for | price | source |\n|---|---|---|---|");
    for (service, thing, price, source) in prices::SOURCES {
        line(text, &format!("| {service} | {thing} | {price} | <{source}> |"));
    }
}
