//! What a request cost: round trips and capacity units.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use aws_sdk_dynamodb::types::ConsumedCapacity;

/// Counts calls and the capacity that DynamoDB says they consumed.
#[derive(Debug, Default)]
pub struct Meter {
    round_trips: AtomicU64,
    calls: AtomicU64,
    /// In tenths, because an eventually consistent read costs half a unit.
    read_tenths: AtomicU64,
    write_tenths: AtomicU64,
    /// The meter that counts along: that of the process, for the meter of a request.
    above: Option<Arc<Meter>>,
}

/// A reading of a [`Meter`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// Calls that waited for one another; calls sent together count as one.
    pub round_trips: u64,
    /// All calls.
    pub calls: u64,
    /// Read capacity in tenths of a unit.
    pub read_tenths: u64,
    /// Write capacity in tenths of a unit.
    pub write_tenths: u64,
}

impl std::fmt::Display for Usage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let tenths = |t: u64| format!("{}.{}", t / 10, t % 10);
        let (reads, writes) = (tenths(self.read_tenths), tenths(self.write_tenths));
        write!(f, "trips={} calls={} reads={reads} writes={writes}", self.round_trips, self.calls)
    }
}

impl Meter {
    /// A meter that starts at nothing; what it counts, `above` counts too.
    pub(crate) fn below(above: Arc<Self>) -> Self {
        Self { above: Some(above), ..Self::default() }
    }

    /// Notes a round trip in which `calls` calls were sent together.
    pub(crate) fn trip(&self, calls: usize) {
        self.round_trips.fetch_add(1, Ordering::Relaxed);
        self.calls.fetch_add(u64::try_from(calls).unwrap_or(u64::MAX), Ordering::Relaxed);
        if let Some(above) = &self.above {
            above.trip(calls);
        }
    }

    pub(crate) fn read(&self, capacity: Option<&ConsumedCapacity>) {
        self.read_tenths.fetch_add(tenths(capacity), Ordering::Relaxed);
        if let Some(above) = &self.above {
            above.read(capacity);
        }
    }

    pub(crate) fn write(&self, capacity: Option<&ConsumedCapacity>) {
        self.write_tenths.fetch_add(tenths(capacity), Ordering::Relaxed);
        if let Some(above) = &self.above {
            above.write(capacity);
        }
    }

    pub(crate) fn usage(&self) -> Usage {
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        Usage {
            round_trips: read(&self.round_trips),
            calls: read(&self.calls),
            read_tenths: read(&self.read_tenths),
            write_tenths: read(&self.write_tenths),
        }
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "capacity is a small positive number in the service's own float"
)]
fn tenths(capacity: Option<&ConsumedCapacity>) -> u64 {
    capacity.and_then(ConsumedCapacity::capacity_units).map_or(0, |units| (units * 10.0).round() as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_meter_counts_the_one_above_it_counts_too() {
        let process = Arc::new(Meter::default());
        let (one, two) = (Meter::below(Arc::clone(&process)), Meter::below(Arc::clone(&process)));
        let units = |units| ConsumedCapacity::builder().capacity_units(units).build();
        one.trip(1);
        one.read(Some(&units(0.5)));
        two.trip(3);
        two.write(Some(&units(2.0)));
        assert_eq!(one.usage().to_string(), "trips=1 calls=1 reads=0.5 writes=0.0");
        assert_eq!(two.usage().to_string(), "trips=1 calls=3 reads=0.0 writes=2.0");
        assert_eq!(process.usage().to_string(), "trips=2 calls=4 reads=0.5 writes=2.0");
    }
}
