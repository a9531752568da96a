//! What a month costs in which nobody shops.

use context::metric::Metric;
use serde_yaml_ng::Value;

use super::fault::CostFault;
use super::prices::{self, Pico};
use super::tally::{Item, Tally};
use super::visit::Visit;

/// Lines of the bill of a month.
pub(super) struct Month {
    /// Due in any case: what for, and how much.
    pub(super) lines: Vec<(String, Pico)>,
    /// Due as far as there is something.
    pub(super) conditional: Vec<(String, Pico)>,
}

impl Month {
    pub(super) fn of(visit: &Visit, templates: &[&str]) -> Result<Self, CostFault> {
        let alarms: u64 = templates.iter().map(|template| alarms(template)).sum::<Result<_, _>>()?;
        let minutes = prices::MONTH_MINUTES;
        let receives = visit.queues * prices::QUEUE_RECEIVERS * prices::RECEIVES_A_MINUTE * minutes;
        let ticks = visit.ticks.invocations() * minutes;
        let many = |count: u64, price: Pico| Pico::from(count) * price;
        // Ticks are so rare that each is the first of its second, whose trace is kept.
        let traces = many(ticks, prices::TRACE);
        let rest = many(minutes, of_ticks(&visit.ticks));
        let lines = vec![
            (
                format!("Lambda asking {} queues for messages, {receives} times", visit.queues),
                many(receives, prices::QUEUE_REQUEST),
            ),
            (format!("alarms on {alarms} metrics"), many(alarms, prices::ALARM_MONTH)),
            ("the key of the table, before its first rotation".to_owned(), prices::KEY_MONTH),
            (format!("{ticks} ticks of the schedules that find nothing"), rest),
            ("traces of the schedules' ticks".to_owned(), traces),
            ("one secret".to_owned(), prices::SECRET_MONTH),
        ];
        let route_metrics = visit.routes * prices::ROUTE_METRICS;
        let (of_requests, all) = (Metric::OF_A_REQUEST.len() as u64, Metric::all().count() as u64);
        let conditional = vec![
            (
                format!(
                    "{of_requests} metrics of the requests of each of {} functions, if each is called, refused and fails every hour",
                    visit.fronts
                ),
                many(of_requests * visit.fronts, prices::METRIC_MONTH),
            ),
            (
                format!("{} metrics of what happens in the shop, if all of it does every hour", all - of_requests),
                many(all - of_requests, prices::METRIC_MONTH),
            ),
            (
                format!(
                    "with `DetailedMetrics`, metrics of {} routes, {} each, if every route is called every hour",
                    visit.routes,
                    prices::ROUTE_METRICS
                ),
                many(route_metrics, prices::METRIC_MONTH),
            ),
            ("each gigabyte in the table".to_owned(), prices::TABLE_GIGABYTE_MONTH),
            ("being able to restore it".to_owned(), prices::RECOVERY_GIGABYTE_MONTH),
            ("each gigabyte of kept logs".to_owned(), prices::LOG_GIGABYTE_MONTH),
            ("each of the first two rotations of the key, a year apart".to_owned(), prices::KEY_MONTH),
        ];
        Ok(Self { lines, conditional })
    }

    pub(super) fn price(&self) -> Pico {
        self.lines.iter().map(|(_, price)| price).sum()
    }
}

/// What ticks cost beside their traces; no queue hands one over, though queues call the same functions.
fn of_ticks(ticks: &Tally) -> Pico {
    let items = Item::ALL.into_iter().filter(|item| !matches!(item, Item::Traces | Item::Sqs));
    items.map(|item| ticks.bill(item)).sum()
}

/// How many metrics the alarms of one template watch, which is what they cost by.
fn alarms(template: &str) -> Result<u64, CostFault> {
    let template: Value = serde_yaml_ng::from_str(template)?;
    let resources = template.get("Resources").and_then(Value::as_mapping);
    let watched = |resource: &Value| {
        let alarms = resource.get("Type").and_then(Value::as_str) == Some("AWS::CloudWatch::Alarm");
        let metrics = resource.get("Properties").and_then(|properties| properties.get("Metrics")?.as_sequence());
        // An alarm on an expression watches every metric that is in it.
        let stats = metrics.map(|metrics| metrics.iter().filter(|metric| metric.get("MetricStat").is_some()).count());
        if alarms { stats.unwrap_or(1) } else { 0 }
    };
    let count: usize = resources.into_iter().flat_map(serde_yaml_ng::Mapping::values).map(watched).sum();
    Ok(u64::try_from(count).unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_come_from_no_queue() {
        let [fed, not_fed] = [true, false].map(|is_fed| of_ticks(&Tally::ticked("OrdersWorkerFunction", is_fed)));
        assert_eq!(fed, not_fed);
    }

    #[test]
    fn alarms_are_counted_by_the_metrics_that_they_watch() {
        let template = "
Resources:
  Alone: { Type: AWS::CloudWatch::Alarm, Properties: { Name: !Sub x } }
  Both: { Type: AWS::CloudWatch::Alarm, Properties: { Metrics: [{ Id: a, MetricStat: {} }, { Id: b, MetricStat: {} }, { Id: c }] } }
  Topic: { Type: AWS::SNS::Topic }
";
        assert_eq!(alarms(template).unwrap(), 3);
    }
}
