//! What is measured: every metric that the shop writes, with its unit.
//!
//! A measurement is a log event with a target of its own; the process kit writes those of one invocation as one document.
//! What did not happen is not written, for CloudWatch asks for money for each metric in each hour in which it is written:
//! there are no zeros, and the number of requests is the number of latencies.

use kernel::time::Timestamp;

/// The target of every measurement.
pub const TARGET: &str = "souk::metric";

/// What a metric counts in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Things.
    Count,
    /// Seconds.
    Seconds,
    /// Milliseconds.
    Milliseconds,
}

impl Unit {
    /// The name that CloudWatch knows.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Count => "Count",
            Self::Seconds => "Seconds",
            Self::Milliseconds => "Milliseconds",
        }
    }
}

/// What a metric counts by itself, wherever it occurs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Counts {
    /// Nothing: code that measures it says so.
    Nothing,
    /// Answers with a problem of this code.
    Problem(&'static str),
    /// Published events of this kind.
    Event(&'static str),
}

/// A metric. Each is declared in the file of its area.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Metric {
    name: &'static str,
    unit: Unit,
    counts: Counts,
}

/// Declares the metrics of an area: the name in CloudWatch, the unit, and the problem or event that it counts, if any.
macro_rules! metrics {
    ($($(#[$doc:meta])* $const:ident = $name:literal $unit:ident $(counts $source:ident $what:literal)?,)*) => {
        impl super::Metric {
            $($(#[$doc])*
            pub const $const: Self =
                Self { name: $name, unit: super::Unit::$unit, counts: metrics!(@counts $($source $what)?) };)*
        }

        /// Every metric of this area.
        pub(super) const METRICS: &[super::Metric] = &[$(super::Metric::$const),*];
    };
    (@counts) => { super::Counts::Nothing };
    (@counts event $kind:literal) => { super::Counts::Event($kind) };
    (@counts problem $code:literal) => { super::Counts::Problem($code) };
}

mod identity;
mod inventory;
mod notifications;
mod orders;
mod payments;
mod relay;
mod requests;

/// Lists the areas, and gives the metrics of each.
macro_rules! areas {
    ($($area:ident),* $(,)?) => {
        /// What each area measures, by its name.
        const AREAS: &[(&str, &[Metric])] = &[$((stringify!($area), $area::METRICS)),*];
    };
}

areas![identity, inventory, notifications, orders, payments, relay];

impl Metric {
    /// What every request may measure.
    pub const OF_A_REQUEST: &[Self] = requests::METRICS;

    /// What each area measures, by its name.
    pub fn by_area() -> impl Iterator<Item = (&'static str, &'static [Self])> + Clone {
        AREAS.iter().copied()
    }

    /// All of them.
    pub fn all() -> impl Iterator<Item = Self> + Clone {
        Self::OF_A_REQUEST.iter().chain(AREAS.iter().flat_map(|(_, metrics)| *metrics)).copied()
    }

    /// Its name in CloudWatch.
    pub fn name(self) -> &'static str {
        self.name
    }

    /// What it counts in.
    pub fn unit(self) -> Unit {
        self.unit
    }

    /// Notes that this was `value` at the instant `at`; within one invocation, counts add up, and of times the longest stands.
    pub fn put(self, value: f64, at: Timestamp) {
        let (name, unit, at_ms) = (self.name, self.unit.as_str(), at.as_millisecond());
        tracing::info!(target: TARGET, { metric.name = name, metric.unit = unit, metric.value = value, metric.at_ms = at_ms }, "{name}");
    }

    /// Notes a count or a time of whole numbers, unless it is zero.
    pub fn put_whole(self, value: u64, at: Timestamp) {
        if value > 0 {
            self.put(f64::from(u32::try_from(value).unwrap_or(u32::MAX)), at);
        }
    }

    /// The metric that counts answers with a problem of this code.
    pub fn of_problem(code: &str) -> Option<Self> {
        Self::all().find(|metric| matches!(metric.counts, Counts::Problem(counted) if counted == code))
    }

    /// The metric that counts events of this kind.
    pub fn of_event(kind: &str) -> Option<Self> {
        Self::all().find(|metric| matches!(metric.counts, Counts::Event(counted) if counted == kind))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_two_metrics_have_one_name() {
        let names: BTreeSet<&str> = Metric::all().map(Metric::name).collect();
        assert_eq!(names.len(), Metric::all().count());
    }

    #[test]
    fn what_is_counted_by_itself_exists() {
        let kinds: BTreeSet<&str> = events::all_kinds().map(|(kind, _)| kind).collect();
        for metric in Metric::all() {
            if let Counts::Event(kind) = metric.counts {
                assert!(kinds.contains(kind), "{}: {kind}", metric.name);
                assert_eq!(Metric::of_event(kind), Some(metric));
            }
            if let Counts::Problem(code) = metric.counts {
                assert_eq!(Metric::of_problem(code), Some(metric));
            }
        }
    }
}
