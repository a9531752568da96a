//! Failures on purpose: which call goes wrong next, and how.

use std::collections::{BTreeMap, VecDeque};

use serde::{Deserialize, Serialize};

/// What a caller can ask of the simulator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Operation {
    /// Opening a `PaymentIntent`.
    Create,
    /// Reading a `PaymentIntent`, a charge or a refund.
    Retrieve,
    /// The buyer's confirmation.
    Confirm,
    /// Taking authorized money.
    Capture,
    /// Ending a `PaymentIntent`.
    Cancel,
    /// Giving money back.
    Refund,
}

/// How a call goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "fault", rename_all = "snake_case")]
pub enum Fault {
    /// Carried out with a refusal: a declined card, or a refund that ends `failed`. Reading is not affected.
    Decline,
    /// 500 before the endpoint begins: nothing is applied, and the idempotency key stays unused.
    #[serde(rename = "error_500")]
    Error500,
    /// 500 once the endpoint has begun: nothing is applied, and the idempotency key replays the 500 from then on.
    #[serde(rename = "error_500_kept")]
    Error500Kept,
    /// Nothing is applied; no answer for that long, then the connection drops.
    Timeout {
        /// How long the caller is kept waiting.
        millis: u64,
    },
    /// Applied; no answer for that long, then the connection drops.
    TimeoutAfterApply {
        /// How long the caller is kept waiting.
        millis: u64,
    },
    /// Applied; the connection drops at once.
    DropAnswer,
    /// Applied and answered only after that long, even when the caller has left; until then the key is in use.
    Slow {
        /// How long the work takes.
        millis: u64,
    },
}

/// Whether an operation is carried out as asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// As asked.
    Proceed,
    /// With a refusal.
    Decline,
}

/// The planned failures, per operation, in the order in which they will happen.
#[derive(Debug, Default)]
pub(super) struct Faults(BTreeMap<Operation, VecDeque<Fault>>);

impl Faults {
    /// Plans `fault` for the next `times` calls of `operation`, after those that are planned already.
    pub(super) fn plan(&mut self, operation: Operation, fault: Fault, times: u32) {
        let queue = self.0.entry(operation).or_default();
        queue.extend((0..times).map(|_| fault));
    }

    /// The fault of the call that is arriving. A fault is used up by any call, replays included.
    pub(super) fn take(&mut self, operation: Operation) -> Option<Fault> {
        self.0.get_mut(&operation)?.pop_front()
    }

    /// Forgets all plans.
    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    /// What is still to happen.
    pub(super) fn planned(&self) -> &BTreeMap<Operation, VecDeque<Fault>> {
        &self.0
    }
}
