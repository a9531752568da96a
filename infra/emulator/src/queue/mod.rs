//! Queues with SQS's semantics: at least once, hidden while received, dead-lettered when received too often.

mod message;
mod state;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use kernel::id::IdSource;
use kernel::time::{Clock, Timestamp};

pub use message::{Attribute, Attributes, Message};
pub use state::QueueState;

use crate::clock::LocalClock;
use crate::state_file::{StateFile, StateFileFault};
use crate::template::QueueSpec;
use crate::wake_signal::WakeSignal;
use state::Queue;

/// There is no queue of that name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no queue {0:?}")]
pub struct NoSuchQueue(pub String);

/// How badly the queues behave, within what SQS permits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Delivery {
    /// Every message is delivered a second time after it was deleted.
    pub twice: bool,
    /// The newest message is delivered first.
    pub newest_first: bool,
}

/// All queues of a stack.
pub struct Queues {
    by_arn: Mutex<BTreeMap<String, Queue>>,
    delivery: Mutex<Delivery>,
    clock: Arc<LocalClock>,
    ids: Arc<dyn IdSource>,
    wake_signal: WakeSignal,
    state_file: Arc<StateFile>,
}

impl Queues {
    /// The queues of a template, with the messages that the last run left behind.
    pub fn open(
        specs: &[QueueSpec],
        clock: Arc<LocalClock>,
        ids: Arc<dyn IdSource>,
        wake_signal: WakeSignal,
        state_file: Arc<StateFile>,
    ) -> Result<Self, StateFileFault> {
        let mut queues = BTreeMap::new();
        for spec in specs {
            queues.insert(spec.arn.clone(), Queue::new(spec.clone(), state_file.messages(&spec.arn)?));
        }
        let delivery = Mutex::new(Delivery::default());
        Ok(Self { by_arn: Mutex::new(queues), delivery, clock, ids, wake_signal, state_file })
    }

    fn locked(&self) -> MutexGuard<'_, BTreeMap<String, Queue>> {
        self.by_arn.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The ARN of the queue with this name, URL or ARN.
    pub fn find(&self, reference: &str) -> Result<String, NoSuchQueue> {
        let name = reference.rsplit(['/', ':']).next().unwrap_or(reference);
        let queues = self.locked();
        let found = queues.values().find(|queue| queue.spec.name == name);
        found.map(|queue| queue.spec.arn.clone()).ok_or_else(|| NoSuchQueue(reference.to_owned()))
    }

    /// Puts a message into a queue and answers its id; it stays hidden for `delay_seconds`, or the queue's own delay.
    pub fn send(
        &self,
        arn: &str,
        body: String,
        attributes: Attributes,
        delay_seconds: Option<u32>,
    ) -> Result<String, NoSuchQueue> {
        let now = self.clock.now();
        let id = uuid(self.ids.as_ref(), now);
        let mut queues = self.locked();
        let queue = queues.get_mut(arn).ok_or_else(|| NoSuchQueue(arn.to_owned()))?;
        let delay = delay_seconds.unwrap_or(queue.spec.delay_seconds);
        let visible_at = kernel::time::after(now, i64::from(delay));
        let message = Message::new(id.clone(), body, attributes, now, visible_at);
        self.state_file.keep(arn, &message.id, &message);
        queue.push(message);
        drop(queues);
        self.wake_signal.beat();
        Ok(id)
    }

    /// Receives up to `most` messages; each is hidden for the queue's visibility timeout.
    ///
    /// A message that was received too often already goes to the dead-letter queue instead.
    pub fn receive(&self, arn: &str, most: usize) -> Vec<Message> {
        let now = self.clock.now();
        let newest_first = self.delivery().newest_first;
        let mut queues = self.locked();
        let Some(queue) = queues.get_mut(arn) else { return Vec::new() };
        for forgotten in queue.forget(now) {
            self.state_file.drop_message(arn, &forgotten);
        }
        let received = queue.receive(most, now, newest_first, || uuid(self.ids.as_ref(), now));
        let (dead, target) = (received.dead, queue.spec.redrive.as_ref().map(|redrive| redrive.target_arn.clone()));
        for message in &received.messages {
            self.state_file.keep(arn, &message.id, message);
        }
        for mut message in dead {
            self.state_file.drop_message(arn, &message.id);
            message.bury(arn, now);
            if let Some((target, queue)) = target.as_ref().and_then(|arn| Some((arn, queues.get_mut(arn)?))) {
                tracing::warn!(
                    message.id = message.id,
                    queue.name = queue.spec.name,
                    "a message was received too often"
                );
                self.state_file.keep(target, &message.id, &message);
                queue.push(message);
            }
        }
        received.messages
    }

    /// Deletes a received message; a receipt that was replaced by a newer one deletes nothing.
    pub fn delete(&self, arn: &str, receipt: &str) {
        let (now, twice) = (self.clock.now(), self.delivery().twice);
        let mut queues = self.locked();
        let Some(queue) = queues.get_mut(arn) else { return };
        match queue.delete(receipt, twice, now) {
            state::Deletion::Gone(id) => self.state_file.drop_message(arn, &id),
            state::Deletion::Repeats(message) => {
                self.state_file.keep(arn, &message.id, &message);
                drop(queues);
                self.wake_signal.beat();
            }
            state::Deletion::Stale => {}
        }
    }

    /// What is in each queue, by name.
    pub fn states(&self) -> Vec<QueueState> {
        let now = self.clock.now();
        let queues = self.locked();
        let targets: Vec<&str> =
            queues.values().filter_map(|queue| Some(queue.spec.redrive.as_ref()?.target_arn.as_str())).collect();
        queues.values().map(|queue| queue.state(now, targets.contains(&queue.spec.arn.as_str()))).collect()
    }

    /// The messages in a queue, oldest first, without receiving them.
    pub fn look_into(&self, arn: &str) -> Result<Vec<Message>, NoSuchQueue> {
        let queues = self.locked();
        let queue = queues.get(arn).ok_or_else(|| NoSuchQueue(arn.to_owned()))?;
        Ok(queue.messages().cloned().collect())
    }

    /// Moves every message of a dead-letter queue back to where it came from, and answers how many moved.
    ///
    /// A note about stream records has no queue to go back to and stays.
    pub fn redrive(&self, arn: &str) -> Result<usize, NoSuchQueue> {
        let now = self.clock.now();
        let mut queues = self.locked();
        let queue = queues.get_mut(arn).ok_or_else(|| NoSuchQueue(arn.to_owned()))?;
        let mut moved = 0;
        for mut message in queue.take_buried() {
            let Some(source) = message.revive(now) else { continue };
            self.state_file.drop_message(arn, &message.id);
            self.state_file.keep(&source, &message.id, &message);
            if let Some(queue) = queues.get_mut(&source) {
                queue.push(message);
                moved += 1;
            }
        }
        drop(queues);
        self.wake_signal.beat();
        Ok(moved)
    }

    /// When the next hidden message of a queue shows itself, if there is one.
    pub fn next_visible(&self, arn: &str) -> Option<Timestamp> {
        self.locked().get(arn)?.messages().map(|message| message.visible_at).min()
    }

    /// How the queues behave now.
    pub fn delivery(&self) -> Delivery {
        *self.delivery.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes the queues behave so from now on.
    pub fn behave(&self, delivery: Delivery) {
        *self.delivery.lock().unwrap_or_else(PoisonError::into_inner) = delivery;
    }
}

/// A fresh id in the form that SNS and SQS give theirs.
pub fn uuid(ids: &dyn IdSource, now: Timestamp) -> String {
    let bits = u128::from(ids.ulid(now));
    let hex = format!("{bits:032x}");
    let mut text = String::with_capacity(36);
    for (position, digit) in hex.chars().enumerate() {
        if matches!(position, 8 | 12 | 16 | 20) {
            text.push('-');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests;
