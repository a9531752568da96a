//! Work done as it comes: one task per event source, asleep while there is nothing to do.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use emulator::poller::Poller;
use emulator::pulse::Listener;
use emulator::stream::Reader;
use kernel::time::{Clock as _, SignedDuration, Timestamp};
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::machinery::Machinery;

/// How long a reader of a stream sleeps at first when it finds nothing; each further time twice as long.
///
/// The database tells nobody about a write. Requests and invocations beat the pulse, so this only matters for writes
/// that come from outside, such as another process.
const SHORTEST_SLEEP: Duration = Duration::from_millis(20);
/// How long a task sleeps at most.
const LONGEST_SLEEP: Duration = Duration::from_secs(1);

/// One task's view of the stack: when to wake and when to end.
struct Sleeper {
    machinery: Arc<Machinery>,
    listener: Listener,
    stop: watch::Receiver<bool>,
}

impl Sleeper {
    fn new(machinery: &Arc<Machinery>, stop: &watch::Sender<bool>) -> Self {
        let (machinery, listener) = (Arc::clone(machinery), machinery.pulse.listen());
        Self { machinery, listener, stop: stop.subscribe() }
    }

    /// Waits for the next beat, at most for `patience`; answers whether to go on.
    async fn sleep(&mut self, patience: Duration) -> bool {
        self.listener.wait(patience).await;
        !*self.stop.borrow()
    }

    /// Does one piece of work, counted as under way.
    async fn work<T>(&self, piece: impl Future<Output = T>) -> T {
        self.machinery.busy.fetch_add(1, Ordering::SeqCst);
        let done = piece.await;
        self.machinery.busy.fetch_sub(1, Ordering::SeqCst);
        done
    }

    /// How long until `at`, at most the longest sleep.
    fn until(&self, at: Option<Timestamp>) -> Duration {
        let wait = at.map(|at| at.duration_since(self.machinery.clock.now()));
        let wait = wait.filter(SignedDuration::is_positive).and_then(|wait: SignedDuration| wait.try_into().ok());
        wait.unwrap_or(LONGEST_SLEEP).min(LONGEST_SLEEP)
    }
}

/// Starts every task.
pub(super) fn start(machinery: &Arc<Machinery>, stop: &watch::Sender<bool>, tasks: &mut JoinSet<()>) {
    for reader in &machinery.readers {
        tasks.spawn(follow(Arc::clone(reader), Sleeper::new(machinery, stop)));
    }
    for poller in &machinery.pollers {
        for _ in 0..poller.source.concurrency {
            tasks.spawn(poll(Arc::clone(poller), Sleeper::new(machinery, stop)));
        }
    }
    tasks.spawn(keep_time(Sleeper::new(machinery, stop)));
    tasks.spawn(deliver_webhooks(Arc::clone(machinery), stop.subscribe()));
}

async fn follow(reader: Arc<Reader>, mut sleeper: Sleeper) {
    let mut patience = SHORTEST_SLEEP;
    loop {
        while sleeper.work(reader.once()).await {
            patience = SHORTEST_SLEEP;
            sleeper.machinery.pulse.beat();
        }
        if !sleeper.sleep(patience).await {
            return;
        }
        patience = patience.saturating_mul(2).min(LONGEST_SLEEP);
    }
}

async fn poll(poller: Arc<Poller>, mut sleeper: Sleeper) {
    loop {
        while sleeper.work(poller.once()).await {
            sleeper.machinery.pulse.beat();
        }
        let next = sleeper.machinery.queues.next_visible(&poller.source.queue_arn);
        if !sleeper.sleep(sleeper.until(next)).await {
            return;
        }
    }
}

async fn keep_time(mut sleeper: Sleeper) {
    loop {
        let machinery = Arc::clone(&sleeper.machinery);
        if sleeper.work(machinery.tick()).await > 0 {
            machinery.pulse.beat();
        }
        if !sleeper.sleep(LONGEST_SLEEP).await {
            return;
        }
    }
}

async fn deliver_webhooks(machinery: Arc<Machinery>, mut stop: watch::Receiver<bool>) {
    tokio::select! {
        () = machinery.stripe.deliver_in_background() => {}
        // An error means that the stack was dropped, which is the same.
        _ = stop.wait_for(|stop| *stop) => {}
    }
}
