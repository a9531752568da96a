//! Ids and secrets that are counted: the same in every run, different from one another.

use std::sync::atomic::{AtomicU64, Ordering};

use kernel::id::{IdSource, Ulid};
use kernel::secret::{sha256_hex, unhex};
use kernel::time::Timestamp;

/// Counts instead of drawing lots.
#[derive(Debug, Default)]
pub struct CountedIds {
    next: AtomicU64,
}

impl CountedIds {
    fn next(&self) -> u64 {
        self.next.fetch_add(1, Ordering::SeqCst)
    }
}

impl IdSource for CountedIds {
    fn ulid(&self, now: Timestamp) -> Ulid {
        let millis = u64::try_from(now.as_millisecond()).unwrap_or_default();
        Ulid::from_parts(millis, u128::from(self.next()))
    }

    fn secret(&self) -> [u8; 32] {
        let digest = unhex(&sha256_hex(format!("secret {}", self.next()))).unwrap_or_default();
        digest.try_into().unwrap_or([7; 32])
    }
}
