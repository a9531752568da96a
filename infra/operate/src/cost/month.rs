//! What a month costs in which nobody shops, and who causes it.

use std::collections::BTreeMap;

use context::metric::Metric;
use serde_yaml_ng::Value;

use super::fault::CostFault;
use super::idle::{Idle, Line};
use super::prices;
use super::shop::{CountedTemplate, FunctionCount};
use super::visit::Visit;

/// The bill of a month, by who causes it.
#[derive(Debug, Default)]
pub(super) struct Month {
    /// What areas cause, by name: every area that has a function.
    pub(super) areas: BTreeMap<String, Idle>,
    /// What no area causes, beside what a shop has one of.
    pub(super) nobody: Idle,
}

impl Month {
    pub(super) fn of(
        visit: &Visit,
        functions: &[FunctionCount],
        templates: &[CountedTemplate<'_>],
    ) -> Result<Self, CostFault> {
        let mut month = Self::default();
        let whole = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
        for function in functions {
            let of_function = Idle {
                queues: whole(function.queues),
                ticks: visit.ticks.of_function(&function.name),
                fronts: u64::from(function.routes > 0),
                ..Idle::default()
            };
            let of_area = month.areas.entry(function.area.clone()).or_default();
            *of_area = of_area.and(&of_function);
        }
        for template in templates {
            month.caused_by(template.area)?.alarms += alarms(template.text)?;
        }
        for (area, metrics) in Metric::by_area() {
            month.caused_by(Some(area))?.metrics += whole(metrics.len());
        }
        for step in &visit.steps {
            month.caused_by(Some(step.area))?;
        }
        Ok(month)
    }

    fn caused_by(&mut self, area: Option<&str>) -> Result<&mut Idle, CostFault> {
        match area {
            None => Ok(&mut self.nobody),
            Some(area) => self.areas.get_mut(area).ok_or_else(|| CostFault::NoSuchArea(area.to_owned())),
        }
    }

    /// What all cause.
    pub(super) fn whole(&self) -> Idle {
        self.areas.values().fold(self.nobody.clone(), |sum, idle| sum.and(idle))
    }
}

/// What a shop has one of, whatever areas it has.
pub(super) fn of_the_shop() -> Vec<Line> {
    vec![
        ("the key of the table, before its first rotation".to_owned(), prices::KEY_MONTH),
        ("one secret".to_owned(), prices::SECRET_MONTH),
    ]
}

/// What a shop pays for as far as there is something, whatever areas it has.
pub(super) fn of_the_shop_besides() -> Vec<Line> {
    vec![
        ("each gigabyte in the table".to_owned(), prices::TABLE_GIGABYTE_MONTH),
        ("being able to restore it".to_owned(), prices::RECOVERY_GIGABYTE_MONTH),
        ("each gigabyte of kept logs".to_owned(), prices::LOG_GIGABYTE_MONTH),
        ("each of the first two rotations of the key, a year apart".to_owned(), prices::KEY_MONTH),
    ]
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
