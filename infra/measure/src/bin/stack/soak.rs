//! Whether a shop stays as small and as quick as it began.
//!
//! The shop has a folder of its own, which is thrown away. Buyers look at two products, put them into a cart, give an address,
//! choose a shipping method, read the quote, check out, pay, and read the order again; a stretch ends when every order of it is
//! placed, its mails are sent and the queues are empty.

use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use clap::Args;
use tokio::task::JoinSet;

use crate::buyer::{Buyer, Order};
use crate::fault::Fault;
use crate::report::{mebibytes, print, ratio};
use crate::shop::Shop;

/// How many orders are placed before anything is counted: connections are opened and memory is found.
const WARM_UP: usize = 100;
/// What the shop's process may keep of its own, in KiB.
const MOST_MEMORY: u64 = 150 * 1024;
/// How many times the CPU of the first orders the last may cost.
const MOST_GROWTH: f64 = 1.1;

const HEAD: &str = "| orders | RssAnon MiB | CPU ms an order | orders a second |\n|--:|--:|--:|--:|";

#[derive(Args)]
pub(crate) struct Options {
    /// How many orders are placed.
    #[arg(long, default_value_t = 10_000)]
    orders: usize,
    /// For how many orders there is a row.
    #[arg(long, default_value_t = 1_000)]
    row: usize,
    /// How many buyers shop at once.
    #[arg(long, default_value_t = 4)]
    buyers: usize,
    /// The shop's program [default: `souk` beside this one].
    #[arg(long)]
    souk: Option<PathBuf>,
}

/// Answers whether every limit holds.
pub(crate) async fn run(options: &Options) -> Result<bool, Fault> {
    let shop = Shop::open(options.souk.clone()).await?;
    let buyer = Arc::new(Buyer::at(&shop).await?);
    work(&buyer, options.buyers, 0..WARM_UP).await?;
    print(HEAD);
    let (mut stages, mut done) = (Vec::new(), 0);
    while done < options.orders {
        let count = options.row.min(options.orders - done);
        let (began, before) = (Instant::now(), shop.cpu()?);
        work(&buyer, options.buyers, WARM_UP + done..WARM_UP + done + count).await?;
        let (cpu, wall) = (shop.cpu()?.saturating_sub(before), began.elapsed());
        done += count;
        let stage = Stage { orders: done, count, cpu, wall, memory: shop.memory()? };
        print(&stage.row());
        stages.push(stage);
    }
    let verdict = verdict(&stages);
    print(&verdict.text);
    Ok(verdict.holds)
}

/// Has `buyers` place the orders of these numbers, and waits until the shop has done all that follows from them.
async fn work(buyer: &Arc<Buyer>, buyers: usize, numbers: Range<usize>) -> Result<(), Fault> {
    let (next, end) = (Arc::new(AtomicUsize::new(numbers.start)), numbers.end);
    let mut crew = JoinSet::new();
    for _ in 0..buyers.max(1) {
        crew.spawn(shop_until(Arc::clone(buyer), Arc::clone(&next), end));
    }
    let mut orders = Vec::new();
    while let Some(placed) = crew.join_next().await {
        orders.extend(placed.map_err(|error| Fault::Shop(error.to_string()))??);
    }
    for order in &orders {
        buyer.expect_placed(order).await?;
    }
    buyer.expect_rest().await?;
    match orders.iter().max_by_key(|order| order.number) {
        Some(last) => buyer.expect_mail(last).await,
        None => Ok(()),
    }
}

async fn shop_until(buyer: Arc<Buyer>, next: Arc<AtomicUsize>, end: usize) -> Result<Vec<Order>, Fault> {
    let mut orders = Vec::new();
    loop {
        let number = next.fetch_add(1, Ordering::Relaxed);
        if number >= end {
            return Ok(orders);
        }
        orders.push(buyer.order(number).await?);
    }
}

/// A stretch of orders.
struct Stage {
    /// How many orders there were at its end.
    orders: usize,
    /// How many of them are its own.
    count: usize,
    /// What the shop spent.
    cpu: Duration,
    /// How long it took.
    wall: Duration,
    /// What the shop had in memory of its own at the end, in KiB.
    memory: u64,
}

/// Whether the limits hold, in words.
struct Verdict {
    /// Whether all of them do.
    holds: bool,
    /// What to tell.
    text: String,
}

impl Stage {
    fn cpu_millis(&self) -> f64 {
        ratio(self.cpu.as_secs_f64() * 1e3, self.count)
    }

    fn row(&self) -> String {
        let rate = 1.0 / ratio(self.wall.as_secs_f64(), self.count);
        format!("| {} | {:.1} | {:.1} | {rate:.1} |", self.orders, mebibytes(self.memory), self.cpu_millis())
    }
}

/// Compares the first and the last stretch, and the largest with what is allowed.
fn verdict(stages: &[Stage]) -> Verdict {
    let (Some(first), Some(last)) = (stages.first(), stages.last()) else {
        return Verdict { holds: false, text: "nothing was ordered".to_owned() };
    };
    let most = stages.iter().map(|stage| stage.memory).max().unwrap_or_default();
    let growth = last.cpu_millis() / first.cpu_millis();
    let says = |holds: bool| if holds { "holds" } else { "does not hold" };
    let (small, steady) = (most <= MOST_MEMORY, growth <= MOST_GROWTH);
    let text = format!(
        "\nat most {:.0} MiB of its own: {:.1}, {}\nthe last orders cost at most {MOST_GROWTH} times the first: {growth:.2}, {}",
        mebibytes(MOST_MEMORY),
        mebibytes(most),
        says(small),
        says(steady),
    );
    Verdict { holds: small && steady, text }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stage(orders: usize, cpu_millis: u64, memory_mib: u64) -> Stage {
        let cpu = Duration::from_millis(cpu_millis * 1_000);
        Stage { orders, count: 1_000, cpu, wall: Duration::from_secs(50), memory: memory_mib * 1024 }
    }

    #[test]
    fn a_row_tells_memory_and_the_cost_of_one_order() {
        assert_eq!(stage(3_000, 25, 64).row(), "| 3000 | 64.0 | 25.0 | 20.0 |");
    }

    #[test]
    fn both_limits_must_hold() {
        assert!(verdict(&[stage(1_000, 20, 60), stage(2_000, 22, 150)]).holds);
        assert!(!verdict(&[stage(1_000, 20, 60), stage(2_000, 23, 60)]).holds, "it got slower");
        assert!(!verdict(&[stage(1_000, 20, 60), stage(2_000, 20, 151), stage(3_000, 20, 60)]).holds, "it was large");
        assert!(!verdict(&[]).holds);
    }
}
