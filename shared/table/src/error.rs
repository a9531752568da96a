//! What can go wrong between us and DynamoDB.

use aws_sdk_dynamodb::error::{DisplayErrorContext, ProvideErrorMetadata, SdkError};
use aws_smithy_runtime_api::client::result::CreateUnhandledError;
use kernel::faults;

faults! {
    /// A failure of the table, not of a rule.
    #[derive(Debug, thiserror::Error)]
    pub enum TableFault {
        /// Transactions kept colliding, or the table throttled, for as long as we retry.
        #[error("the table is contended")]
        Contended => Unavailable "unavailable" after 1;
        /// The call failed; whether a write was applied is not known.
        #[error("the table did not answer: {detail}")]
        Unavailable {
            /// The service's words, for the log.
            detail: String,
        } => Unavailable "unavailable" after 1;
        /// An item could not be read or written as what it should be.
        #[error("an item of type {entity} could not be coded: {detail}")]
        Codec {
            /// The entity type.
            entity: &'static str,
            /// What the codec said.
            detail: String,
        } => Internal "internal";
        /// A transaction that must not be sent: a fault in our code.
        #[error("the transaction is malformed: {0}")]
        Malformed(String) => Internal "internal";
        /// A cursor that was not made by us for this caller and query.
        #[error("the cursor is not valid here")]
        MalformedCursor => Malformed "malformed_cursor";
        /// The function was given no table: a fault in our code.
        #[error("this function has no table")]
        Absent => Internal "internal";
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
