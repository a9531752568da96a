//! Allowed origins. Whose pages a browser lets call the API (the Fetch standard's CORS protocol).

use std::str::FromStr;

/// The hosts of this very machine: their pages are the developer's own, whichever port a tool has chosen.
const LOOPBACK: [&str; 3] = ["http://localhost:", "http://127.0.0.1:", "http://[::1]:"];

/// One origin, or every port of a loopback host.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Allowed {
    /// Exactly this origin.
    Origin(String),
    /// This loopback host, up to its colon, with any port.
    AnyPortOf(&'static str),
}

/// The origins whose pages may call the API: compared exactly, but for loopback hosts, which may be listed as
/// `http://localhost:*`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AllowedOrigins(Vec<Allowed>);

/// A list that would allow what nobody can oversee.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0} must be an exact origin; only http://localhost:*, http://127.0.0.1:* and http://[::1]:* may have any port"
)]
pub struct UnboundedOrigin(String);

impl AllowedOrigins {
    /// Whether pages of `origin`, as the browser writes it, may read answers.
    pub fn allows(&self, origin: &str) -> bool {
        let is_port = |text: &str| (1..=5).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        self.0.iter().any(|allowed| match allowed {
            Allowed::Origin(exact) => exact == origin,
            Allowed::AnyPortOf(host) => origin.strip_prefix(host).is_some_and(is_port),
        })
    }
}

impl FromStr for AllowedOrigins {
    type Err = UnboundedOrigin;

    /// Reads a list with commas.
    fn from_str(text: &str) -> Result<Self, UnboundedOrigin> {
        let origins = text.split(',').map(str::trim).filter(|origin| !origin.is_empty());
        let read = |origin: &str| match origin.strip_suffix('*') {
            None => Ok(Allowed::Origin(origin.to_owned())),
            Some(host) => LOOPBACK
                .into_iter()
                .find(|loopback| *loopback == host)
                .map(Allowed::AnyPortOf)
                .ok_or_else(|| UnboundedOrigin(origin.to_owned())),
        };
        Ok(Self(origins.map(read).collect::<Result<_, _>>()?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_compared_exactly() {
        let allowed: AllowedOrigins = "https://shop.example, https://www.shop.example".parse().unwrap();
        assert!(allowed.allows("https://www.shop.example"));
        for other in ["http://shop.example", "https://shop.example.evil.example", "https://shop.example/", "null", ""] {
            assert!(!allowed.allows(other), "{other}");
        }
    }

    #[test]
    fn a_loopback_host_may_have_any_port_and_nothing_else() {
        let allowed: AllowedOrigins = "http://localhost:*,http://[::1]:*".parse().unwrap();
        for port in ["http://localhost:5173", "http://localhost:1", "http://[::1]:65535"] {
            assert!(allowed.allows(port), "{port}");
        }
        for other in [
            "http://localhost",
            "http://localhost:",
            "http://localhost:80/",
            "http://localhost:80.evil.example",
            "http://localhost:*",
            "https://localhost:5173",
            "http://localhost.evil.example:80",
            "http://127.0.0.1:80",
        ] {
            assert!(!allowed.allows(other), "{other}");
        }
    }

    #[test]
    fn no_other_wildcard_is_taken() {
        for unbounded in ["*", "https://*", "http://shop.example:*", "https://localhost:*", "http://localhost*"] {
            assert!(unbounded.parse::<AllowedOrigins>().is_err(), "{unbounded}");
        }
    }
}
