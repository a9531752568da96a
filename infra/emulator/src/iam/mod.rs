//! IAM: who may do what.
//!
//! Each function acts in its role, with credentials of its own, and what the role does not allow is refused as AWS
//! refuses it (<https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html>). Whoever
//! runs the stack has credentials too, [`OPERATOR`], and may do everything.

mod authority;
mod dynamodb;
mod gate;
mod startup;

pub use authority::{Acting, Authority, AuthorityFault, Caller, OPERATOR, Refusal, SECRET_KEY, access_key};
pub use dynamodb::Tables;
pub use gate::Gate;
pub use startup::{PermissionFault, check_sources};
