//! Wake signal. The signal that something happened, so that whoever waits looks again.

use std::time::Duration;

use tokio::sync::watch;

/// Tells every waiting task that there may be work: a request was answered, a message sent, the clock moved.
///
/// Nothing is lost between two looks: a beat given while a task is busy wakes it at its next wait.
#[derive(Clone, Debug)]
pub struct WakeSignal(watch::Sender<u64>);

impl Default for WakeSignal {
    fn default() -> Self {
        Self(watch::Sender::new(0))
    }
}

impl WakeSignal {
    /// Wakes everybody who waits.
    pub fn beat(&self) {
        self.0.send_modify(|count| *count = count.wrapping_add(1));
    }

    /// How many beats there were.
    pub fn count(&self) -> u64 {
        *self.0.borrow()
    }

    /// A listener that hears every beat from now on.
    pub fn listen(&self) -> Listener {
        Listener(self.0.subscribe())
    }
}

/// One waiting task's end of a [`WakeSignal`].
#[derive(Debug)]
pub struct Listener(watch::Receiver<u64>);

impl Listener {
    /// Waits for the next beat, at most for `patience`.
    pub async fn wait(&mut self, patience: Duration) {
        // Both outcomes mean the same: look again.
        let _ = tokio::time::timeout(patience, self.0.changed()).await;
    }
}
