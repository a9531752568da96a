//! The clock of the operating system.

use kernel::time::{Clock, Timestamp, whole_millis};

/// The current time of this machine.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is where the time comes from")]
    fn now(&self) -> Timestamp {
        whole_millis(Timestamp::now())
    }
}
