//! Rate limits. How often one caller may do what others could misuse: guess passwords, fill mailboxes, try cards.
//!
//! Reading the catalog is not counted here: a count is a write, and API Gateway throttles all routes together.

use std::collections::BTreeMap;
use std::str::FromStr;

use table::rate_limit::RateLimit;

/// A class of endpoints that share a limit, and whom it counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// Logging in, by network address.
    Login,
    /// Logging in over a longer time, by network address: against slow guessing at many accounts.
    LoginHourly,
    /// Opening accounts, by network address.
    Register,
    /// Having mails sent, by network address.
    Mail,
    /// Showing the token of a mail or of a session, by network address.
    Token,
    /// Checking out, by account.
    CheckOut,
    /// Checking out without an account, by network address: cart tokens are to be had for nothing.
    GuestCheckOut,
    /// Having codes texted, by account. How many are sent is limited apart; this is how often may be asked.
    Text,
    /// Writing reviews and changing them, by account.
    Review,
    /// Saying of reviews that they are helpful, or should not be shown, by account.
    Vote,
}

impl Class {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::Login,
        Self::LoginHourly,
        Self::Register,
        Self::Mail,
        Self::Token,
        Self::CheckOut,
        Self::GuestCheckOut,
        Self::Text,
        Self::Review,
        Self::Vote,
    ];

    /// Its name in configuration, headers and keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Login => "log_in",
            Self::LoginHourly => "log_in_hourly",
            Self::Register => "register",
            Self::Mail => "mail",
            Self::Token => "token",
            Self::CheckOut => "check_out",
            Self::GuestCheckOut => "guest_check_out",
            Self::Text => "text",
            Self::Review => "review",
            Self::Vote => "vote",
        }
    }

    /// What holds if nothing else is said.
    fn usual(self) -> RateLimit {
        let (most, seconds) = match self {
            Self::Login | Self::CheckOut => (10, 60),
            Self::LoginHourly => (100, 3600),
            Self::Register => (5, 3600),
            Self::Mail | Self::Review => (10, 3600),
            Self::Token => (60, 60),
            // Behind one address there may be a whole office.
            Self::GuestCheckOut => (30, 60),
            Self::Text => (10, 900),
            Self::Vote => (120, 3600),
        };
        RateLimit { bucket: self.as_str(), most, seconds }
    }
}

/// The limits of a shop: the usual ones, but for those that were set otherwise.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RateLimits(BTreeMap<Class, (u32, i64)>);

/// Text that sets no limits.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("must be like log_in=10/60,register=5/3600: classes, each with how often in how many seconds")]
pub struct MalformedLimits;

impl RateLimits {
    /// The limit of a class.
    pub fn of(&self, class: Class) -> RateLimit {
        let usual = class.usual();
        match self.0.get(&class) {
            Some(&(most, seconds)) => RateLimit { most, seconds, ..usual },
            None => usual,
        }
    }
}

impl FromStr for RateLimits {
    type Err = MalformedLimits;

    fn from_str(text: &str) -> Result<Self, MalformedLimits> {
        let mut limits = BTreeMap::new();
        for entry in text.split(',').map(str::trim).filter(|entry| !entry.is_empty()) {
            let (name, figures) = entry.split_once('=').ok_or(MalformedLimits)?;
            let class = Class::ALL.into_iter().find(|class| class.as_str() == name).ok_or(MalformedLimits)?;
            let (most, seconds) = figures.split_once('/').ok_or(MalformedLimits)?;
            let (most, seconds) = (most.parse::<u32>().ok(), seconds.parse::<i64>().ok());
            let (Some(most @ 1..), Some(seconds @ 1..=86_400)) = (most, seconds) else { return Err(MalformedLimits) };
            if limits.insert(class, (most, seconds)).is_some() {
                return Err(MalformedLimits);
            }
        }
        Ok(Self(limits))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_set_is_as_usual() {
        let limits: RateLimits = " check_out=3/30, log_in=1/1".parse().unwrap();
        let figures = |class| (limits.of(class).most, limits.of(class).seconds);
        assert_eq!(
            (figures(Class::CheckOut), figures(Class::Login), figures(Class::Register)),
            ((3, 30), (1, 1), (5, 3600))
        );
        assert_eq!("".parse(), Ok(RateLimits::default()));
    }

    #[test]
    fn text_that_sets_no_limits_is_refused() {
        for wrong in [
            "log_in",
            "log_in=",
            "log_in=10",
            "log_in=0/60",
            "log_in=10/0",
            "log_in=-1/60",
            "search=1/1",
            "log_in=1/1,log_in=2/2",
            "log_in=1/86401",
        ] {
            assert_eq!(wrong.parse::<RateLimits>(), Err(MalformedLimits), "{wrong}");
        }
    }
}
