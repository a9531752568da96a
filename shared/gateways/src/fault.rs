//! Failures of handing something over to another service.

use kernel::fault::{Fault, FaultKind};

/// Why a message, a mail or a piece of work was not handed over.
#[derive(Clone, Debug, thiserror::Error)]
pub enum DeliveryFault {
    /// It cannot be sent as it is.
    #[error("it cannot be sent: {detail}")]
    Invalid {
        /// What is wrong with it.
        detail: String,
    },
    /// The service did not take it, or its answer was lost.
    #[error("the service did not take it: {detail}")]
    Unavailable {
        /// The service's words, for the log.
        detail: String,
    },
}

impl Fault for DeliveryFault {
    fn code(&self) -> &'static str {
        match self {
            Self::Invalid { .. } => "internal",
            Self::Unavailable { .. } => "unavailable",
        }
    }

    fn kind(&self) -> FaultKind {
        match self {
            Self::Invalid { .. } => FaultKind::Internal,
            Self::Unavailable { .. } => FaultKind::Unavailable,
        }
    }

    fn retry_after(&self) -> Option<u32> {
        matches!(self, Self::Unavailable { .. }).then_some(5)
    }
}
