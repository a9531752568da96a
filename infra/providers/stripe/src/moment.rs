//! When something happens in the simulator, and the ids that it mints.

use kernel::id::IdSource;
use kernel::time::Timestamp;

/// The instant of one request, with the source of its new ids.
pub(super) struct Moment<'a> {
    pub(super) now: Timestamp,
    pub(super) ids: &'a dyn IdSource,
}

const ALPHABET: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

impl Moment<'_> {
    /// Seconds since the Unix epoch, Stripe's unit of time.
    pub(super) fn unix(&self) -> i64 {
        self.now.as_second()
    }

    /// A new id: the prefix and 24 letters and digits, such as `pi_3Mtw…`.
    pub(super) fn id(&self, prefix: &str) -> String {
        format!("{prefix}_{}", self.letters())
    }

    /// 24 unpredictable letters and digits.
    pub(super) fn letters(&self) -> String {
        let bytes = self.ids.secret();
        bytes
            .iter()
            .take(24)
            .map(|byte| ALPHABET.get(usize::from(*byte) % ALPHABET.len()).map_or('0', |c| char::from(*c)))
            .collect()
    }
}
