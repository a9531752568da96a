//! Versions that callers mean: the one place where an expected version is compared.

use kernel::faults;

faults! {
    /// The caller meant another version than the one that is there.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
    #[error("{what} has changed; its version is {version}")]
    pub struct StaleVersion {
        /// What has changed, for people.
        pub what: &'static str,
        /// Its version.
        pub version: u64,
    } => Stale "stale_version";
}

/// Refuses whoever means another version of `what` than `version`; 0 is what does not exist yet.
pub fn check_version(expected: Option<u64>, what: &'static str, version: u64) -> Result<(), StaleVersion> {
    match expected {
        Some(expected) if expected != version => Err(StaleVersion { what, version }),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_means_another_version_is_told_the_one_that_is_there() {
        assert_eq!(check_version(None, "the cart", 3), Ok(()));
        assert_eq!(check_version(Some(3), "the cart", 3), Ok(()));
        let stale = check_version(Some(2), "the cart", 3).unwrap_err();
        assert_eq!(stale.to_string(), "the cart has changed; its version is 3");
    }
}
