//! What a password costs to hash: the parameters of Argon2id (RFC 9106 §3.1).
//!
//! The floor is the list of minimum settings in the OWASP Password Storage Cheat Sheet
//! (<https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html>): memory may be traded for passes.

use std::fmt;
use std::str::FromStr;

/// The least memory, in KiB, that goes with a number of passes.
const MINIMA: [(u32, u32); 5] = [(47_104, 1), (19_456, 2), (12_288, 3), (9_216, 4), (7_168, 5)];
/// The most memory, in KiB: four passwords at a time have to fit into a function.
const MOST_MEMORY: u32 = 98_304;
/// The most passes and lanes: a log-in has to be answered while somebody waits.
const MOST_PASSES: u32 = 10;
const MOST_LANES: u32 = 4;

/// How much work one hash is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PasswordCost {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
}

/// Text that is no cost, or a cost that protects nobody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UnfitCost {
    /// It cannot be read.
    #[error("must be like m=19456,t=2,p=1: KiB of memory, passes, lanes")]
    Malformed,
    /// It is cheaper than what OWASP calls the minimum.
    #[error("is weaker than every minimum of OWASP, such as m=19456,t=2,p=1 or m=12288,t=3,p=1")]
    TooWeak,
    /// Nobody would wait for it.
    #[error("is more than a function can bear: at most m={MOST_MEMORY},t={MOST_PASSES},p={MOST_LANES}")]
    TooMuch,
}

impl PasswordCost {
    /// A cost between what OWASP asks for and what a function can bear.
    pub fn new(memory_kib: u32, passes: u32, lanes: u32) -> Result<Self, UnfitCost> {
        let enough = MINIMA.iter().any(|&(memory, least)| memory_kib >= memory && passes >= least);
        if !enough || lanes == 0 {
            return Err(UnfitCost::TooWeak);
        }
        if memory_kib > MOST_MEMORY || passes > MOST_PASSES || lanes > MOST_LANES {
            return Err(UnfitCost::TooMuch);
        }
        Ok(Self { memory_kib, passes, lanes })
    }

    /// KiB of memory.
    pub fn memory_kib(self) -> u32 {
        self.memory_kib
    }

    /// Passes over the memory.
    pub fn passes(self) -> u32 {
        self.passes
    }

    /// Lanes of the memory.
    pub fn lanes(self) -> u32 {
        self.lanes
    }

    /// How every PHC string of this cost begins, up to its salt.
    pub fn prefix(self) -> String {
        format!("$argon2id$v=19${self}$")
    }

    /// Whether `hash`, a PHC string, was made at this cost.
    pub fn made(self, hash: &str) -> bool {
        hash.starts_with(&self.prefix())
    }
}

/// The second of OWASP's minima.
impl Default for PasswordCost {
    fn default() -> Self {
        Self { memory_kib: 19_456, passes: 2, lanes: 1 }
    }
}

/// As in a PHC string.
impl fmt::Display for PasswordCost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "m={},t={},p={}", self.memory_kib, self.passes, self.lanes)
    }
}

impl FromStr for PasswordCost {
    type Err = UnfitCost;

    fn from_str(text: &str) -> Result<Self, UnfitCost> {
        let mut parts = text.split(',');
        let mut figure = |name: &str| {
            let value = parts.next()?.strip_prefix(name)?.strip_prefix('=')?;
            value.bytes().all(|byte| byte.is_ascii_digit()).then(|| value.parse().ok())?
        };
        let figures = (figure("m"), figure("t"), figure("p"));
        let (Some(memory_kib), Some(passes), Some(lanes)) = figures else { return Err(UnfitCost::Malformed) };
        if parts.next().is_some() {
            return Err(UnfitCost::Malformed);
        }
        Self::new(memory_kib, passes, lanes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cost_reads_as_it_is_written() {
        for text in ["m=19456,t=2,p=1", "m=47104,t=1,p=1", "m=7168,t=5,p=1", "m=65536,t=3,p=4"] {
            assert_eq!(text.parse::<PasswordCost>().unwrap().to_string(), text);
        }
        assert_eq!("m=19456,t=2,p=1".parse(), Ok(PasswordCost::default()));
    }

    /// A09-T01
    #[test]
    fn what_is_weaker_than_every_minimum_is_refused() {
        for text in ["m=19455,t=2,p=1", "m=47103,t=1,p=1", "m=7167,t=10,p=1", "m=0,t=0,p=0", "m=19456,t=2,p=0"] {
            assert_eq!(text.parse::<PasswordCost>(), Err(UnfitCost::TooWeak), "{text}");
        }
        for text in ["m=98305,t=2,p=1", "m=19456,t=11,p=1", "m=19456,t=2,p=5"] {
            assert_eq!(text.parse::<PasswordCost>(), Err(UnfitCost::TooMuch), "{text}");
        }
    }

    #[test]
    fn text_that_is_no_cost_is_refused() {
        for text in [
            "",
            "m=19456",
            "t=2,m=19456,p=1",
            "m=19456,t=2,p=1,x=1",
            "m=+19456,t=2,p=1",
            "m=,t=2,p=1",
            "m=99999999999,t=2,p=1",
            " m=19456,t=2,p=1",
        ] {
            assert_eq!(text.parse::<PasswordCost>(), Err(UnfitCost::Malformed), "{text}");
        }
    }

    #[test]
    fn a_hash_tells_its_cost() {
        let cost = PasswordCost::default();
        assert!(cost.made("$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA"));
        for other in
            ["$argon2id$v=19$m=19456,t=2,p=10$c2FsdA$aGFzaA", "$argon2i$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA", ""]
        {
            assert!(!cost.made(other), "{other}");
        }
    }
}
