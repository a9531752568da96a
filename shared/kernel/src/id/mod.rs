//! Typed ids: a short prefix and a ULID, `ord_01J…`.
//!
//! A ULID (<https://github.com/ulid/spec>) starts with its time in milliseconds, so ids sort by age. Ids are unique, not secret.

mod registry;

pub use registry::*;
pub use ulid::Ulid;

use crate::faults;
use crate::time::Timestamp;

/// Where new ids and random bytes come from.
pub trait IdSource: Send + Sync {
    /// A fresh ULID whose time part is `now`.
    fn ulid(&self, now: Timestamp) -> Ulid;

    /// 256 fresh unpredictable bits, for tokens.
    fn secret(&self) -> [u8; 32];
}

faults! {
    /// Text that is not an id of the expected kind.
    #[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
    #[error("not an id of the form {prefix}_ followed by 26 characters")]
    pub struct MalformedId {
        /// The prefix that was expected.
        pub prefix: &'static str,
    } => Malformed "malformed_id";
}

/// Reads `<prefix>_<ulid>`; only the canonical upper-case spelling is taken, so one id has one spelling.
fn parse(prefix: &'static str, text: &str) -> Result<Ulid, MalformedId> {
    let malformed = MalformedId { prefix };
    let digits = text.strip_prefix(prefix).and_then(|rest| rest.strip_prefix('_')).ok_or(malformed.clone())?;
    let ulid = Ulid::from_string(digits).map_err(|_| malformed.clone())?;
    if ulid.to_string() == digits { Ok(ulid) } else { Err(malformed) }
}

/// Declares id types; see the registry.
macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident = $prefix:literal,)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(ulid::Ulid);

        impl $name {
            /// The text before the underscore.
            pub const PREFIX: &'static str = $prefix;

            /// A fresh id, minted at `now`.
            pub fn mint(ids: &dyn crate::id::IdSource, now: crate::time::Timestamp) -> Self {
                Self(ids.ulid(now))
            }

            /// The id made of a given ULID.
            pub fn from_ulid(ulid: ulid::Ulid) -> Self {
                Self(ulid)
            }

            /// The ULID inside.
            pub fn ulid(self) -> ulid::Ulid {
                self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, "{}_{}", $prefix, self.0)
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, "{self}")
            }
        }

        impl crate::key::KeyPart for $name {
            fn key_part(&self) -> std::borrow::Cow<'_, str> {
                std::borrow::Cow::Owned(self.to_string())
            }
        }

        impl std::str::FromStr for $name {
            type Err = crate::id::MalformedId;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                crate::id::parse($prefix, text).map(Self)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }

        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                utoipa::openapi::ObjectBuilder::new()
                    .schema_type(utoipa::openapi::schema::Type::String)
                    .pattern(Some(concat!("^", $prefix, "_[0-9A-HJKMNP-TV-Z]{26}$")))
                    .examples([serde_json::json!(concat!($prefix, "_01JD8ZQ4T5M6N7P8Q9R0S1T2V3"))])
                    .into()
            }
        }

        impl utoipa::ToSchema for $name {}
    )*
        /// Every prefix in use, for the test that keeps them apart.
        pub const PREFIXES: &[&str] = &[$($prefix),*];
    };
}

use ids;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_has_one_spelling() {
        let id: OrderId = "ord_01JD8ZQ4T5M6N7P8Q9R0S1T2V3".parse().unwrap();
        assert_eq!(id.to_string(), "ord_01JD8ZQ4T5M6N7P8Q9R0S1T2V3");
        for wrong in [
            "ord_01jd8zq4t5m6n7p8q9r0s1t2v3",
            "usr_01JD8ZQ4T5M6N7P8Q9R0S1T2V3",
            "ord_01JD8ZQ4T5M6N7P8Q9R0S1T2V",
            "ord_",
            "",
            "ord_01JD8ZQ4T5M6N7P8Q9R0S1T2V#",
            "ord_O1JD8ZQ4T5M6N7P8Q9R0S1T2V3",
        ] {
            assert!(wrong.parse::<OrderId>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn prefixes_are_unique_and_alphabetical_by_type() {
        let mut seen = PREFIXES.to_vec();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), PREFIXES.len());
    }
}
