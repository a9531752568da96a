//! Failing on purpose, so that what happens then can be seen and tested.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};

/// A service that can fail on purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Service {
    /// Topics.
    Sns,
    /// Queues.
    Sqs,
    /// Mail.
    Ses,
    /// Objects.
    S3,
}

/// How a service fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OutageKind {
    /// It does nothing and answers an internal failure.
    Unavailable,
    /// It does nothing and answers that there were too many requests.
    Throttled,
    /// It does nothing and answers that the request itself is refused; trying again does not help.
    Refused,
    /// It does what was asked, and answers an internal failure all the same.
    AnswerLost,
}

/// A failure of one service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outage {
    /// How it fails.
    pub kind: OutageKind,
    /// For how many requests, each attempt of the SDK being one; without a number, until it is lifted.
    pub requests: Option<u32>,
}

/// Which services of a stack are failing, and how often each was called.
#[derive(Debug, Default)]
pub struct Outages {
    failing: Mutex<BTreeMap<Service, Outage>>,
    requests: Mutex<BTreeMap<Service, u64>>,
}

impl Outages {
    fn locked(&self) -> MutexGuard<'_, BTreeMap<Service, Outage>> {
        self.failing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes a service fail so.
    pub fn begin(&self, service: Service, outage: Outage) {
        self.locked().insert(service, outage);
    }

    /// Ends the failure of a service.
    pub fn lift(&self, service: Service) {
        self.locked().remove(&service);
    }

    /// The failures that are on.
    pub fn all(&self) -> BTreeMap<Service, Outage> {
        self.locked().clone()
    }

    /// How many requests a service got, each attempt of the SDK being one.
    pub fn requests(&self, service: Service) -> u64 {
        self.requests.lock().unwrap_or_else(PoisonError::into_inner).get(&service).copied().unwrap_or_default()
    }

    /// How the request that just arrived fails, if it does.
    pub(super) fn strike(&self, service: Service) -> Option<OutageKind> {
        *self.requests.lock().unwrap_or_else(PoisonError::into_inner).entry(service).or_default() += 1;
        let mut outages = self.locked();
        let outage = outages.get_mut(&service)?;
        let kind = outage.kind;
        if let Some(left) = &mut outage.requests {
            *left = left.saturating_sub(1);
            if *left == 0 {
                outages.remove(&service);
            }
        }
        Some(kind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outage_ends_by_count_or_by_hand() {
        let outages = Outages::default();
        outages.begin(Service::Ses, Outage { kind: OutageKind::Throttled, requests: Some(2) });
        assert_eq!(outages.strike(Service::Sns), None);
        assert_eq!(outages.strike(Service::Ses), Some(OutageKind::Throttled));
        assert_eq!(outages.strike(Service::Ses), Some(OutageKind::Throttled));
        assert_eq!(outages.strike(Service::Ses), None);

        outages.begin(Service::Sns, Outage { kind: OutageKind::AnswerLost, requests: None });
        assert_eq!(outages.strike(Service::Sns), Some(OutageKind::AnswerLost));
        assert_eq!(outages.strike(Service::Sns), Some(OutageKind::AnswerLost));
        outages.lift(Service::Sns);
        assert!(outages.all().is_empty());
        assert_eq!((outages.requests(Service::Sns), outages.requests(Service::Sqs)), (3, 0));
    }
}
