//! An authenticator app (TOTP, RFC 6238) that goes by the clock of the shop, which may have been moved.

use kernel::time::Timestamp;
use totp_rs::{Builder, Secret};

/// How long each code is shown, in seconds.
const STEP: i64 = 30;

/// What the app shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// Six digits.
    pub code: String,
    /// After how many seconds the next code takes its place.
    pub seconds_left: i64,
}

/// What an app with `secret`, in base32, shows at `now`; `None` if that is no secret.
pub fn shown(secret: &str, now: Timestamp) -> Option<Shown> {
    let second = u64::try_from(now.as_second()).ok()?;
    let app = Builder::new().with_secret(Secret::try_from_base32(secret).ok()?).build().ok()?;
    Some(Shown { code: app.generate(second).to_string(), seconds_left: STEP - now.as_second().rem_euclid(STEP) })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// From appendix B of RFC 6238, the last six of its eight digits.
    #[test]
    fn it_shows_what_every_app_shows() {
        let now = Timestamp::from_second(59).unwrap();
        let code = shown("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", now);
        assert_eq!(code, Some(Shown { code: "287082".to_owned(), seconds_left: 1 }));
        assert_eq!(shown("no secret!", now), None);
    }
}
