//! Work done as it comes: one task per event source, asleep while there is nothing to do.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use emulator::poller::Poller;
use emulator::stream::Reader;
use emulator::wake_signal::Listener;
use kernel::time::{Clock as _, SignedDuration, Timestamp};
use tokio::sync::{Mutex, watch};

use super::Crew;
use crate::stack_state::StackState;

/// How long a reader of a stream sleeps at first when it finds nothing; each further time twice as long.
///
/// The database tells nobody about a write. Requests and invocations beat the pulse, so this only matters for writes
/// that come from outside, such as another process.
const SHORTEST_SLEEP: Duration = Duration::from_millis(20);
/// How long a task sleeps at most.
const LONGEST_SLEEP: Duration = Duration::from_secs(1);

/// One task's view of the stack: when to wake and when to end.
struct Sleeper {
    stack_state: Arc<StackState>,
    listener: Listener,
    stop: watch::Receiver<bool>,
}

impl Sleeper {
    fn new(stack_state: &Arc<StackState>, stop: &watch::Sender<bool>) -> Self {
        let (stack_state, listener) = (Arc::clone(stack_state), stack_state.wake_signal.listen());
        Self { stack_state, listener, stop: stop.subscribe() }
    }

    /// Waits for the next beat, at most for `patience`; answers whether to go on.
    async fn sleep(&mut self, patience: Duration) -> bool {
        tokio::select! {
            () = self.listener.wait(patience) => {}
            // An error means that the stack was dropped, which is the same.
            _ = self.stop.wait_for(|stop| *stop) => {}
        }
        self.is_on()
    }

    /// Whether more is to be taken on.
    fn is_on(&self) -> bool {
        !*self.stop.borrow()
    }

    /// Does one piece of work, counted as under way.
    async fn work<T>(&self, piece: impl Future<Output = T>) -> T {
        let _under_way = UnderWay::begin(&self.stack_state);
        piece.await
    }

    /// How long until `at`, at most the longest sleep.
    fn until(&self, at: Option<Timestamp>) -> Duration {
        let wait = at.map(|at| at.duration_since(self.stack_state.clock.now()));
        let wait = wait.filter(SignedDuration::is_positive).and_then(|wait: SignedDuration| wait.try_into().ok());
        wait.unwrap_or(LONGEST_SLEEP).min(LONGEST_SLEEP)
    }
}

/// A piece of work, counted as under way as long as this is kept.
struct UnderWay(Arc<StackState>);

impl UnderWay {
    fn begin(stack_state: &Arc<StackState>) -> Self {
        stack_state.busy.fetch_add(1, Ordering::SeqCst);
        Self(Arc::clone(stack_state))
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.busy.fetch_sub(1, Ordering::SeqCst);
    }
}

/// Starts every task.
pub(super) fn start(stack_state: &Arc<StackState>, Crew { tasks, stop }: &mut Crew) {
    for reader in &stack_state.readers {
        tasks.spawn(follow(Arc::clone(reader), Sleeper::new(stack_state, stop)));
    }
    for poller in &stack_state.pollers {
        let turn = Arc::new(Mutex::new(Sleeper::new(stack_state, stop)));
        for _ in 0..poller.source.concurrency {
            tasks.spawn(poll(Arc::clone(poller), Arc::clone(stack_state), Arc::clone(&turn)));
        }
    }
    tasks.spawn(keep_time(Sleeper::new(stack_state, stop)));
    tasks.spawn(deliver_webhooks(Arc::clone(stack_state), stop.subscribe()));
}

async fn follow(reader: Arc<Reader>, mut sleeper: Sleeper) {
    let mut patience = SHORTEST_SLEEP;
    loop {
        while sleeper.is_on() && sleeper.work(reader.once()).await {
            patience = SHORTEST_SLEEP;
            sleeper.stack_state.wake_signal.beat();
        }
        if !sleeper.sleep(patience).await {
            return;
        }
        patience = patience.saturating_mul(2).min(LONGEST_SLEEP);
    }
}

/// Works off a queue, as one of several: whoever has the turn waits for a batch, and passes the turn on before it works. So
/// a beat wakes one of them.
async fn poll(poller: Arc<Poller>, stack_state: Arc<StackState>, turn: Arc<Mutex<Sleeper>>) {
    loop {
        let mut sleeper = turn.lock().await;
        let (batch, under_way) = loop {
            if !sleeper.is_on() {
                return;
            }
            let under_way = UnderWay::begin(&stack_state);
            if let Some(batch) = poller.receive() {
                break (batch, under_way);
            }
            drop(under_way);
            let next = stack_state.queues.next_visible(&poller.source.queue_arn);
            let patience = sleeper.until(next);
            sleeper.sleep(patience).await;
        };
        drop(sleeper);
        poller.work(batch).await;
        drop(under_way);
        stack_state.wake_signal.beat();
    }
}

async fn keep_time(mut sleeper: Sleeper) {
    loop {
        let stack_state = Arc::clone(&sleeper.stack_state);
        if sleeper.work(stack_state.tick()).await > 0 {
            stack_state.wake_signal.beat();
        }
        if !sleeper.sleep(LONGEST_SLEEP).await {
            return;
        }
    }
}

async fn deliver_webhooks(stack_state: Arc<StackState>, mut stop: watch::Receiver<bool>) {
    tokio::select! {
        () = stack_state.stripe.deliver_in_background() => {}
        // An error means that the stack was dropped, which is the same.
        _ = stop.wait_for(|stop| *stop) => {}
    }
}
