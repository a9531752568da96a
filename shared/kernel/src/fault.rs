//! The one bridge from a broken rule to an answer on the wire.
//!
//! Faults are declared with [`faults!`](crate::faults), which writes every part of [`Fault`]. By hand it is written for what is
//! generic over a fault, or whose code depends on more than the variant.

mod declare;

use serde_json::{Map, Value};

/// Further members of a problem document.
pub type Members = Map<String, Value>;

/// A failure with a stable code that clients may rely on.
pub trait Fault: std::error::Error + Send + Sync {
    /// Every code that a fault of this type may have, those of the faults within it included.
    fn codes() -> Vec<Code>
    where
        Self: Sized;

    /// The stable name of the failure, `snake_case`; part of the API contract.
    fn code(&self) -> &'static str;

    /// What class of failure this is; decides the HTTP status.
    fn kind(&self) -> FaultKind;

    /// The JSON pointer of the field at fault, if one field is.
    fn pointer(&self) -> Option<String> {
        None
    }

    /// Further members of the problem document, such as `available`.
    fn members(&self) -> Members {
        Members::new()
    }

    /// Seconds after which trying again makes sense.
    fn retry_after(&self) -> Option<u32> {
        None
    }
}

/// A code as data: what a client may see, and with which status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code {
    /// The class of failure, which decides the status.
    pub kind: FaultKind,
    /// The stable name.
    pub name: &'static str,
}

impl Code {
    /// The code `name` of a class.
    pub const fn new(kind: FaultKind, name: &'static str) -> Self {
        Self { kind, name }
    }

    /// The HTTP status that it comes with.
    pub fn status(self) -> u16 {
        self.kind.status()
    }
}

/// One member of a problem document; what has no JSON form is null.
pub fn member(name: &str, value: impl serde::Serialize) -> (String, Value) {
    (name.to_owned(), serde_json::to_value(value).unwrap_or_default())
}

/// Seconds as a clause `after` says them, by value or borrowed from the fault.
pub fn seconds(value: impl std::borrow::Borrow<u32>) -> u32 {
    *value.borrow()
}

/// The classes of failure, one HTTP status each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FaultKind {
    /// The request cannot be read: 400.
    Malformed,
    /// No or bad credentials: 401.
    Unauthenticated,
    /// The payment provider declined: 402.
    Declined,
    /// The caller is known and not allowed: 403.
    Forbidden,
    /// Unknown, or somebody else's: 404.
    Missing,
    /// The state, scarcity or a twin in progress is in the way: 409.
    Conflict,
    /// A one-time thing is spent: 410.
    Gone,
    /// `If-Match` names an old version: 412.
    Stale,
    /// Read, but not valid: 422.
    Invalid,
    /// `If-Match` is missing where it is required: 428.
    PreconditionRequired,
    /// Too many requests: 429.
    TooMany,
    /// A fault of ours: 500.
    Internal,
    /// A dependency is down or contended: 503.
    Unavailable,
}

impl FaultKind {
    /// The HTTP status of this class.
    pub fn status(self) -> u16 {
        match self {
            Self::Malformed => 400,
            Self::Unauthenticated => 401,
            Self::Declined => 402,
            Self::Forbidden => 403,
            Self::Missing => 404,
            Self::Conflict => 409,
            Self::Gone => 410,
            Self::Stale => 412,
            Self::Invalid => 422,
            Self::PreconditionRequired => 428,
            Self::TooMany => 429,
            Self::Internal => 500,
            Self::Unavailable => 503,
        }
    }
}
