//! Failures of handing something over to another service.

use kernel::faults;

faults! {
    /// Why a message, a mail or a piece of work was not handed over.
    #[derive(Clone, Debug, thiserror::Error)]
    pub enum DeliveryFault {
        /// It cannot be sent as it is.
        #[error("it cannot be sent: {detail}")]
        Invalid {
            /// What is wrong with it.
            detail: String,
        } => Internal "internal";
        /// The service did not take it, or its answer was lost.
        #[error("the service did not take it: {detail}")]
        Unavailable {
            /// The service's words, for the log.
            detail: String,
        } => Unavailable "unavailable" after 5;
    }
}
