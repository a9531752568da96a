//! What one queue holds, and the rules by which messages come and go.

use std::collections::VecDeque;

use kernel::time::Timestamp;
use serde::Serialize;

use super::Message;
use crate::template::QueueSpec;

/// A summary of one queue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct QueueState {
    /// The name of the queue.
    pub name: String,
    /// Whether other queues send their dead letters here.
    pub holds_dead_letters: bool,
    /// How many messages can be received now.
    pub depth: usize,
    /// How many messages are received and neither deleted nor visible again.
    pub in_flight: usize,
    /// How many messages wait for their delay.
    pub delayed: usize,
    /// The age of the oldest message in seconds.
    pub oldest_seconds: Option<i64>,
}

/// One queue.
pub(super) struct Queue {
    pub(super) spec: QueueSpec,
    messages: VecDeque<Message>,
}

/// What one call to receive gave.
pub(super) struct Received {
    /// The messages, hidden from now on.
    pub(super) messages: Vec<Message>,
    /// The messages that were received too often before; they are out of the queue.
    pub(super) dead: Vec<Message>,
}

/// What became of a message that was to be deleted.
pub(super) enum Deletion {
    /// It is gone.
    Gone(String),
    /// It is visible once more.
    Repeats(Box<Message>),
    /// The receipt is not the newest one.
    Stale,
}

impl Queue {
    pub(super) fn new(spec: QueueSpec, messages: Vec<Message>) -> Self {
        Self { spec, messages: messages.into() }
    }

    pub(super) fn push(&mut self, message: Message) {
        self.messages.push_back(message);
    }

    pub(super) fn messages(&self) -> impl Iterator<Item = &Message> {
        self.messages.iter()
    }

    /// Drops the messages older than the queue keeps them, and answers their ids.
    pub(super) fn forget(&mut self, now: Timestamp) -> Vec<String> {
        let retention = i64::from(self.spec.retention_seconds);
        let expired = |message: &Message| age_seconds(message, now) > retention;
        let forgotten =
            self.messages.iter().filter(|message| expired(message)).map(|message| message.id.clone()).collect();
        self.messages.retain(|message| !expired(message));
        forgotten
    }

    pub(super) fn receive(
        &mut self,
        most: usize,
        now: Timestamp,
        newest_first: bool,
        mut receipt: impl FnMut() -> String,
    ) -> Received {
        let hidden_until = kernel::time::after(now, i64::from(self.spec.visibility_seconds));
        let mut received = Received { messages: Vec::new(), dead: self.take_exhausted(now) };
        let mut take = |message: &mut Message| {
            if received.messages.len() < most && message.visible_at <= now {
                message.receive(receipt(), now, hidden_until);
                received.messages.push(message.clone());
            }
        };
        if newest_first {
            self.messages.iter_mut().rev().for_each(&mut take);
        } else {
            self.messages.iter_mut().for_each(&mut take);
        }
        received
    }

    /// Takes out the visible messages that may not be received once more.
    fn take_exhausted(&mut self, now: Timestamp) -> Vec<Message> {
        let Some(most) = self.spec.redrive.as_ref().map(|redrive| redrive.max_receive_count) else { return Vec::new() };
        let (dead, kept) = std::mem::take(&mut self.messages)
            .into_iter()
            .partition::<Vec<_>, _>(|message| message.visible_at <= now && message.receive_count >= most);
        self.messages = kept.into();
        dead
    }

    pub(super) fn delete(&mut self, receipt: &str, twice: bool, now: Timestamp) -> Deletion {
        let found = self.messages.iter().position(|message| message.receipt.as_deref() == Some(receipt));
        let Some(mut message) = found.and_then(|position| self.messages.remove(position)) else {
            return Deletion::Stale;
        };
        if !twice || message.repeated {
            return Deletion::Gone(message.id);
        }
        message.repeated = true;
        message.visible_at = now;
        self.messages.push_back(message.clone());
        Deletion::Repeats(Box::new(message))
    }

    /// Takes out the dead letters that know where they came from.
    pub(super) fn take_buried(&mut self) -> Vec<Message> {
        let (buried, kept) = std::mem::take(&mut self.messages)
            .into_iter()
            .partition::<Vec<_>, _>(|message| message.buried_from.is_some());
        self.messages = kept.into();
        buried
    }

    pub(super) fn state(&self, now: Timestamp, holds_dead_letters: bool) -> QueueState {
        let hidden = |message: &&Message| message.visible_at > now;
        QueueState {
            name: self.spec.name.clone(),
            holds_dead_letters,
            depth: self.messages.iter().filter(|message| message.visible_at <= now).count(),
            in_flight: self.messages.iter().filter(hidden).filter(|message| message.receive_count > 0).count(),
            delayed: self.messages.iter().filter(hidden).filter(|message| message.receive_count == 0).count(),
            oldest_seconds: self.messages.iter().map(|message| age_seconds(message, now)).max(),
        }
    }
}

fn age_seconds(message: &Message, now: Timestamp) -> i64 {
    now.duration_since(message.sent_at).as_secs()
}
