//! Ids and random bits from the operating system.

use kernel::id::{IdSource, Ulid};
use kernel::time::Timestamp;

/// Unpredictable ids: the 80 random bits of each ULID come from the operating system.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemIds;

impl IdSource for SystemIds {
    fn ulid(&self, now: Timestamp) -> Ulid {
        let bits = self.secret();
        let random = bits.iter().take(10).fold(0_u128, |number, byte| (number << 8) | u128::from(*byte));
        Ulid::from_parts(u64::try_from(now.as_millisecond()).unwrap_or_default(), random)
    }

    #[expect(
        clippy::expect_used,
        reason = "without the system's randomness no secret can be made, and going on would be worse than stopping"
    )]
    fn secret(&self) -> [u8; 32] {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
        bytes
    }
}
