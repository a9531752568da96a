//! What can go wrong between us and DynamoDB.

use aws_sdk_dynamodb::error::{DisplayErrorContext, ProvideErrorMetadata, SdkError};
use aws_smithy_runtime_api::client::result::CreateUnhandledError;
use kernel::fault::{Fault, FaultKind};

/// A failure of the table, not of a rule.
#[derive(Debug, thiserror::Error)]
pub enum TableFault {
    /// Transactions kept colliding, or the table throttled, for as long as we retry.
    #[error("the table is contended")]
    Contended,
    /// The call failed; whether a write was applied is not known.
    #[error("the table did not answer: {detail}")]
    Unavailable {
        /// The service's words, for the log.
        detail: String,
    },
    /// An item could not be read or written as what it should be.
    #[error("an item of type {entity} could not be coded: {detail}")]
    Codec {
        /// The entity type.
        entity: &'static str,
        /// What the codec said.
        detail: String,
    },
    /// A transaction that must not be sent: a fault in our code.
    #[error("the transaction is malformed: {0}")]
    Malformed(String),
    /// A cursor that was not made by us for this caller and query.
    #[error("the cursor is not valid here")]
    MalformedCursor,
    /// The function was given no table: a fault in our code.
    #[error("this function has no table")]
    Absent,
}

impl Fault for TableFault {
    fn code(&self) -> &'static str {
        match self {
            Self::Contended | Self::Unavailable { .. } => "unavailable",
            Self::Codec { .. } | Self::Malformed(_) | Self::Absent => "internal",
            Self::MalformedCursor => "malformed_cursor",
        }
    }

    fn kind(&self) -> FaultKind {
        match self {
            Self::Contended | Self::Unavailable { .. } => FaultKind::Unavailable,
            Self::Codec { .. } | Self::Malformed(_) | Self::Absent => FaultKind::Internal,
            Self::MalformedCursor => FaultKind::Malformed,
        }
    }

    fn retry_after(&self) -> Option<u32> {
        matches!(self, Self::Contended | Self::Unavailable { .. }).then_some(1)
    }
}

impl TableFault {
    /// Reads a failed call: throttling is contention, all else is an unknown outcome.
    pub(crate) fn of<E, R>(error: SdkError<E, R>) -> Self
    where
        E: std::error::Error + CreateUnhandledError + ProvideErrorMetadata + Send + Sync + 'static,
        R: std::fmt::Debug + Send + Sync + 'static,
    {
        let throttled = error.code().is_some_and(is_throttling);
        if throttled { Self::Contended } else { Self::Unavailable { detail: DisplayErrorContext(error).to_string() } }
    }
}

/// The codes with which DynamoDB asks for a pause.
pub(crate) fn is_throttling(code: &str) -> bool {
    matches!(
        code,
        "ThrottlingException"
            | "ProvisionedThroughputExceededException"
            | "RequestLimitExceeded"
            | "TransactionInProgressException"
            | "ThrottlingError"
            | "ProvisionedThroughputExceeded"
    )
}
