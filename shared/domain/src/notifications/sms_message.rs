//! SMS messages. The texts that are sent to telephones, each a pure function of what it tells.

use kernel::phone_number::PhoneNumber;
use kernel::time::Timestamp;

use super::email_template::one_line;

/// The most characters of a shop's name in a text: the whole stays one text of 160 characters for most shops.
const MAX_NAME: usize = 30;

/// A text ready to be sent.
#[derive(Clone, PartialEq, Eq)]
pub struct SmsMessage {
    /// To whom.
    pub to: PhoneNumber,
    /// What it says.
    pub text: String,
}

/// Neither the number nor what is said stands in a log.
impl std::fmt::Debug for SmsMessage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TextMessage(…)")
    }
}

/// Tells a code, by its digits, that is good until `until`.
///
/// The last line binds the code to the shop's site, so that browsers fill it in there and nowhere else
/// (<https://wicg.github.io/sms-one-time-codes/>).
pub fn sms_code(to: &PhoneNumber, code: &str, until: Timestamp, store_name: &str, store_url: &str) -> SmsMessage {
    let name: String = one_line(store_name).chars().take(MAX_NAME).collect();
    let (until, host) = (until.strftime("%H:%M UTC"), host(store_url));
    let text = format!(
        "{name}: your code is {code}. It works once, until {until}. Never tell it to anybody.\n\n@{host} #{code}"
    );
    SmsMessage { to: to.clone(), text }
}

/// The host of an origin, without its port.
fn host(url: &str) -> &str {
    let authority = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = authority.split('/').next().unwrap_or_default();
    authority.rsplit_once(':').map_or(authority, |(host, _)| host)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::example::at;

    #[test]
    fn a_code_is_told_with_its_end_and_bound_to_the_site() {
        let to = "+4915112345678".parse().unwrap();
        let message = sms_code(&to, "123456", at(600), "Souk\n& Sons", "https://shop.example");
        assert_eq!(message.to, to);
        assert!(message.text.starts_with("Souk & Sons: your code is 123456. "), "{}", message.text);
        assert!(message.text.contains("until 12:10 UTC"), "{}", message.text);
        assert_eq!(message.text.lines().last(), Some("@shop.example #123456"));
        assert!(message.text.chars().count() <= 160, "{}", message.text);
        assert!(!format!("{message:?}").contains("123456"));
    }

    #[test]
    fn the_host_of_an_origin_has_no_port() {
        for (url, expected) in [
            ("https://shop.example", "shop.example"),
            ("http://127.0.0.1:3000", "127.0.0.1"),
            ("shop.example/x", "shop.example"),
        ] {
            assert_eq!(host(url), expected, "{url}");
        }
    }
}
