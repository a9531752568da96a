//! Rate limits on the wire: who is counted, and how they learn of it.
//!
//! An answer to a counted request tells where the caller stands, in the fields of the IETF draft
//! `draft-ietf-httpapi-ratelimit-headers-10`: `RateLimit-Policy: "log_in";q=10;w=60` is the limit, and
//! `RateLimit: "log_in";r=9;t=42` says that nine are left and that in 42 seconds all are again.

use std::fmt::Display;
use std::marker::PhantomData;
use std::net::IpAddr;

use axum::extract::FromRequestParts;
use context::rate_limits::Class;
use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue};
use kernel::fault::FaultKind;
use table::key::Part;
use table::rate_limit::{Allowance, RateLimit};

use crate::app::App;
use crate::caller::Source;
use crate::cx::Cx;
use crate::problem::Problem;
use crate::reply::Reply;

/// The limit's name, quota and window.
const POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");
/// What is left of it, and for how long.
const STANDING: HeaderName = HeaderName::from_static("ratelimit");

/// Where a caller stands with the limit that a request was counted for.
#[derive(Clone, Copy, Debug)]
pub struct Standing {
    limit: RateLimit,
    allowance: Allowance,
}

/// A limit as a type: the classes that a request is counted in.
pub trait Limit: Send + Sync + 'static {
    /// The classes; a request must be within all of them.
    const CLASSES: &'static [Class];
}

/// The limits, each as a type for the signatures of handlers.
pub mod limit {
    use super::{Class, Limit};

    macro_rules! limits {
        ($($(#[doc = $about:literal])+ $name:ident: [$($class:ident),+],)+) => {$(
            $(#[doc = $about])+
            #[derive(Clone, Copy, Debug)]
            pub struct $name;

            impl Limit for $name {
                const CLASSES: &'static [Class] = &[$(Class::$class),+];
            }
        )+};
    }

    limits! {
        /// Logging in, in a minute and in an hour.
        Login: [Login, LoginHourly],
        /// Opening accounts.
        Register: [Register],
        /// Having mails sent.
        Mail: [Mail],
        /// Showing the token of a mail or of a session.
        Token: [Token],
        /// Checking out with an account.
        CheckOut: [CheckOut],
        /// Checking out without one.
        GuestCheckOut: [GuestCheckOut],
        /// Having codes texted.
        Text: [Text],
        /// Writing reviews and changing them.
        Review: [Review],
        /// Saying of reviews that they are helpful, or should not be shown.
        Vote: [Vote],
    }
}

/// That an operation is limited by `L`. It stands in the handler's signature, which documents it, and there is no other way
/// to count a request; the handler says when it counts and for whom.
#[derive(Clone, Copy, Debug)]
pub struct Limited<L>(PhantomData<L>);

impl<L: Limit> Limited<L> {
    /// Counts this request for its network address, or refuses it: one write for each class.
    pub async fn count_address(&self, cx: &Cx) -> Reply<()> {
        let network = cx.source.map_or_else(|| "unknown".to_owned(), |Source(address)| network(address));
        self.count(cx, network).await
    }

    /// Counts this request for `subject`, such as an account, or refuses it: one write for each class.
    pub async fn count(&self, cx: &Cx, subject: impl Display + Sync + Send) -> Reply<()> {
        for class in L::CLASSES {
            cx.count(*class, &subject).await?;
        }
        Ok(())
    }
}

impl<L: Limit> FromRequestParts<App> for Limited<L> {
    type Rejection = Problem;

    async fn from_request_parts(_parts: &mut Parts, _app: &App) -> Result<Self, Problem> {
        Ok(Self(PhantomData))
    }
}

impl Cx {
    /// Counts this request for `subject` in one class.
    async fn count(&self, class: Class, subject: impl Display) -> Reply<()> {
        let limit = self.settings.rate_limits.of(class);
        let allowance = self.store.table().spend(&limit, &Part::sha(subject.to_string()), self.now).await?;
        // The first count of a request is the one that its answer tells of.
        let _ = self.standing.set(Standing { limit, allowance });
        if allowance.is_within {
            return Ok(());
        }
        let mut problem =
            Problem::new(FaultKind::TooMany, "rate_limited", "That was asked for too often; wait a little.");
        problem.retry_after = Some(allowance.resets_in);
        Err(problem)
    }
}

impl Standing {
    /// Writes the fields.
    pub(crate) fn tell(&self, headers: &mut HeaderMap) {
        let RateLimit { bucket, most, seconds } = self.limit;
        let Allowance { left, resets_in, .. } = self.allowance;
        let fields = [
            (POLICY, format!("\"{bucket}\";q={most};w={seconds}")),
            (STANDING, format!("\"{bucket}\";r={left};t={resets_in}")),
        ];
        for (name, value) in fields {
            if let Ok(value) = HeaderValue::from_str(&value) {
                headers.insert(name, value);
            }
        }
    }
}

/// What is counted as one caller: an IPv4 address, or the /64 that a single customer of a provider is given
/// (<https://www.rfc-editor.org/rfc/rfc6177#section-2>).
fn network(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let prefix = u128::from(address) & !u128::from(u64::MAX);
            format!("{}/64", std::net::Ipv6Addr::from(prefix))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_addresses_of_one_network_are_one_caller() {
        let of = |text: &str| network(text.parse().unwrap());
        assert_eq!(of("192.0.2.1"), "192.0.2.1");
        assert_eq!(of("::ffff:192.0.2.1"), "192.0.2.1");
        assert_eq!(of("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::/64");
        assert_eq!(of("2001:db8:1:2::1"), of("2001:db8:1:2:ffff::"));
        assert_ne!(of("2001:db8:1:2::1"), of("2001:db8:1:3::1"));
    }

    #[test]
    fn a_standing_is_told_in_structured_fields() {
        let limit = RateLimit { bucket: "log_in", most: 10, seconds: 60 };
        let mut headers = HeaderMap::new();
        Standing { limit, allowance: Allowance { is_within: true, left: 9, resets_in: 42 } }.tell(&mut headers);
        assert_eq!(headers[&POLICY], "\"log_in\";q=10;w=60");
        assert_eq!(headers[&STANDING], "\"log_in\";r=9;t=42");
    }
}
