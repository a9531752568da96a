//! SMS policy. Where a shop sends texts to, and how many.

use std::collections::BTreeSet;
use std::str::FromStr;

use kernel::key::Part;
use kernel::phone_number::{PhoneNumber, is_calling_code};
use table::rate_limit::RateLimit;

/// How many texts an hour go to one calling code if nothing else is said.
const USUAL_BUDGET: u32 = 100;

/// Which numbers are sent texts, and how many texts go to one calling code in an hour.
///
/// Whoever earns by texts to numbers of theirs ("SMS pumping") asks for many, to few countries: limits by account and number
/// slow them down, a budget by country stops them. A number does not tell its country where several share a calling code, so
/// calling codes are what is counted and listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SmsPolicy {
    /// How many texts in an hour.
    pub hourly_budget: u32,
    /// The calling codes that texts go to.
    pub calling_codes: CallingCodes,
}

impl Default for SmsPolicy {
    fn default() -> Self {
        Self { hourly_budget: USUAL_BUDGET, calling_codes: CallingCodes::default() }
    }
}

impl SmsPolicy {
    /// Whether texts go to `phone`: never to numbers of no country, and nowhere without a budget.
    pub fn allows(&self, phone: &PhoneNumber) -> bool {
        let CallingCodes(listed) = &self.calling_codes;
        self.hourly_budget > 0 && !phone.is_global() && (listed.is_empty() || listed.contains(phone.calling_code()))
    }

    /// The limit of one calling code, and its subject for `phone`.
    pub fn budget(&self, phone: &PhoneNumber) -> (RateLimit, Part) {
        let code = phone.calling_code();
        let subject = Part::new(code).unwrap_or_else(|_| Part::sha(code));
        (RateLimit { bucket: "SMS_BUDGET", most: self.hourly_budget, seconds: 3600 }, subject)
    }
}

/// Country calling codes, such as those of the countries a shop sends to; none listed stands for all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CallingCodes(BTreeSet<String>);

/// Text that lists no calling codes.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("must be country calling codes without a plus, such as 1,44,49")]
pub struct MalformedCallingCodes;

impl FromStr for CallingCodes {
    type Err = MalformedCallingCodes;

    fn from_str(text: &str) -> Result<Self, MalformedCallingCodes> {
        let entries = text.split(',').map(str::trim).filter(|entry| !entry.is_empty());
        let read = |entry: &str| is_calling_code(entry).then(|| entry.to_owned()).ok_or(MalformedCallingCodes);
        entries.map(read).collect::<Result<_, _>>().map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allows(listed: &str, phone: &str) -> bool {
        let policy = SmsPolicy { calling_codes: listed.parse().unwrap(), ..SmsPolicy::default() };
        policy.allows(&phone.parse().unwrap())
    }

    #[test]
    fn texts_go_to_the_countries_that_are_listed_and_to_all_if_none_is() {
        assert!(allows("", "+4915112345678") && allows(" 1, 49 ", "+4915112345678"));
        assert!(!allows("1,44", "+4915112345678"));
        assert!(!allows("", "+870773123456"), "satellites belong to no country");
        let none = SmsPolicy { hourly_budget: 0, ..SmsPolicy::default() };
        assert!(!none.allows(&"+4915112345678".parse().unwrap()));
    }

    #[test]
    fn what_is_no_calling_code_is_refused() {
        for wrong in ["DE", "+49", "4", "493", "999", "49;1"] {
            assert_eq!(wrong.parse::<CallingCodes>(), Err(MalformedCallingCodes), "{wrong}");
        }
    }
}
