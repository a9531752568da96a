//! What somebody's part of the shop costs in a month in which nobody shops.

use context::metric::Metric;

use super::markdown::many;
use super::prices::{self, Pico};
use super::tally::{Item, Tally};

/// A line of the bill of a month: what for, and how much.
pub(super) type Line = (String, Pico);

/// What costs though nobody shops.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Idle {
    /// Metrics that alarms watch.
    pub(super) alarms: u64,
    /// Queues that feed a function.
    pub(super) queues: u64,
    /// Every schedule once, with nothing to do.
    pub(super) ticks: Tally,
    /// Functions that answer requests.
    pub(super) fronts: u64,
    /// Metrics of what happens in the shop.
    pub(super) metrics: u64,
}

impl Idle {
    /// Both together.
    pub(super) fn and(&self, other: &Self) -> Self {
        Self {
            alarms: self.alarms + other.alarms,
            queues: self.queues + other.queues,
            ticks: self.ticks.and(&other.ticks),
            fronts: self.fronts + other.fronts,
            metrics: self.metrics + other.metrics,
        }
    }

    /// What is due in any case.
    pub(super) fn lines(&self) -> Vec<Line> {
        let minutes = prices::MONTH_MINUTES;
        let receives = self.queues * prices::QUEUE_RECEIVERS * prices::RECEIVES_A_MINUTE * minutes;
        let ticks = self.ticks.invocations() * minutes;
        // Ticks are so rare that each is the first of its second, whose trace is kept; and no queue hands one over.
        let by_use = Item::ALL.into_iter().filter(|item| !matches!(item, Item::Traces | Item::Sqs));
        let by_use: Pico = by_use.map(|item| self.ticks.bill(item)).sum();
        of_something([
            (
                receives,
                format!("Lambda asking {} for messages, {receives} times", many(self.queues, "queue")),
                prices::QUEUE_REQUEST,
            ),
            (self.alarms, format!("alarms on {}", many(self.alarms, "metric")), prices::ALARM_MONTH),
            (minutes, format!("{} of the schedules that find nothing", many(ticks, "tick")), by_use),
            (ticks, "traces of the schedules' ticks".to_owned(), prices::TRACE),
        ])
    }

    /// What is due as far as there is something.
    pub(super) fn conditional(&self) -> Vec<Line> {
        let of_a_request = u64::try_from(Metric::OF_A_REQUEST.len()).unwrap_or(u64::MAX);
        of_something([
            (
                of_a_request * self.fronts,
                format!(
                    "metrics of the requests of {}, {of_a_request} each, if each is called, refused and fails every hour",
                    many(self.fronts, "function")
                ),
                prices::METRIC_MONTH,
            ),
            (
                self.metrics,
                format!("{} of what happens in the shop, if all of it does every hour", many(self.metrics, "metric")),
                prices::METRIC_MONTH,
            ),
            // Of one route: how many there are would change this page with every noun that has a path.
            (
                prices::ROUTE_METRICS * self.fronts.min(1),
                format!(
                    "with `DetailedMetrics`, {} metrics of each route that is called every hour",
                    prices::ROUTE_METRICS
                ),
                prices::METRIC_MONTH,
            ),
        ])
    }
}

/// The lines that cost something: how many of what, at which price each.
fn of_something<const N: usize>(lines: [(u64, String, Pico); N]) -> Vec<Line> {
    let priced = lines.into_iter().map(|(count, name, price)| (name, Pico::from(count) * price));
    priced.filter(|(_, price)| *price > 0).collect()
}

#[cfg(test)]
mod tests {
    use super::super::markdown::dollars;
    use super::*;

    #[test]
    fn what_is_not_there_has_no_line() {
        assert_eq!((Idle::default().lines(), Idle::default().conditional()), (Vec::new(), Vec::new()));
        let idle = Idle { alarms: 1, fronts: 1, ..Idle::default() };
        assert_eq!(idle.lines(), [("alarms on 1 metric".to_owned(), prices::ALARM_MONTH)]);
        assert_eq!(idle.conditional().len(), 2, "requests, and each route");
    }

    #[test]
    fn ticks_come_from_no_queue() {
        let ticks = |is_fed| Idle { ticks: Tally::ticked("OrdersWorkerFunction", is_fed), ..Idle::default() };
        assert_eq!(ticks(true).lines(), ticks(false).lines());
        assert_eq!(ticks(true).lines().len(), 2);
    }

    #[test]
    fn two_together_cost_what_each_costs() {
        let one = Idle { alarms: 3, queues: 1, ticks: Tally::ticked("OrdersWorkerFunction", true), ..Idle::default() };
        let other = Idle { alarms: 2, ticks: Tally::ticked("PaymentsWorkerFunction", true), ..Idle::default() };
        let price = |idle: &Idle| idle.lines().into_iter().map(|(_, price)| price).sum::<Pico>();
        let (together, alone) = (price(&one.and(&other)), price(&one) + price(&other));
        assert_eq!(dollars(together, 5), dollars(alone, 5));
    }
}
