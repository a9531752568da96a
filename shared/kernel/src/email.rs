//! E-mail addresses.

use std::fmt;
use std::str::FromStr;

/// A deliverable-looking address, at most 254 characters, ASCII, with its domain lower-cased.
///
/// The grammar is the practical subset of RFC 5321 without quoted local parts, comments and address literals;
/// whether it exists only a mail can tell. Non-ASCII addresses are refused, which also refuses look-alike letters.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Email(String);

/// Text that is no e-mail address.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an e-mail address")]
pub struct MalformedEmail;

impl Email {
    /// The address as it is written to.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What stands where an address was erased; no mail reaches it (RFC 2606, `.invalid`).
    pub fn nobody() -> Self {
        Self("nobody@erased.invalid".to_owned())
    }

    /// Whether the address was erased.
    pub fn is_nobody(&self) -> bool {
        *self == Self::nobody()
    }

    /// The form under which an address is unique: all lower-case.
    pub fn canonical(&self) -> String {
        self.0.to_ascii_lowercase()
    }
}

impl FromStr for Email {
    type Err = MalformedEmail;

    fn from_str(text: &str) -> Result<Self, MalformedEmail> {
        let text = text.trim();
        let (local, domain) = text.rsplit_once('@').ok_or(MalformedEmail)?;
        let atom = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+/=?^_`{|}~-.".contains(&b);
        let dotted = |part: &str| !part.starts_with('.') && !part.ends_with('.') && !part.contains("..");
        let label = |label: &str| {
            !label.is_empty()
                && label.len() <= 63
                && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
                && !label.starts_with('-')
                && !label.ends_with('-')
        };
        let legal = text.len() <= 254
            && (1..=64).contains(&local.len())
            && local.bytes().all(atom)
            && dotted(local)
            && domain.contains('.')
            && domain.split('.').all(label);
        if legal { Ok(Self(format!("{local}@{}", domain.to_ascii_lowercase()))) } else { Err(MalformedEmail) }
    }
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Personal data stays out of logs: only the domain is shown.
impl fmt::Debug for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "…@{}", self.0.rsplit('@').next().unwrap_or_default())
    }
}

crate::text::text_value!(
    Email,
    "An e-mail address.",
    pattern = "^[^@\\s]{1,64}@[^@\\s]+$",
    example = "ana@example.com"
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_keep_their_local_part_and_compare_lower_case() {
        let email: Email = " Ana.Lee+shop@Example.COM ".parse().unwrap();
        assert_eq!(email.as_str(), "Ana.Lee+shop@example.com");
        assert_eq!(email.canonical(), "ana.lee+shop@example.com");
        assert_eq!(format!("{email:?}"), "…@example.com");
    }

    #[test]
    fn an_erased_address_can_be_read_again() {
        let nobody: Email = serde_json::from_str(&serde_json::to_string(&Email::nobody()).unwrap()).unwrap();
        assert!(nobody.is_nobody());
    }

    #[test]
    fn what_cannot_be_written_to_is_refused() {
        let long = format!("{}@example.com", "a".repeat(300));
        for wrong in [
            "",
            "ana",
            "ana@",
            "@example.com",
            "a b@example.com",
            "аna@example.com",
            "ana@example",
            "ana@-x.com",
            "a..b@x.com",
            "ana@exa\u{0}mple.com",
            &long,
        ] {
            assert!(wrong.parse::<Email>().is_err(), "{wrong}");
        }
    }
}
