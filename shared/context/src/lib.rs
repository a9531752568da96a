//! What every use-case has in hand, and why one is not carried out.
//!
//! Tokens, passwords, limits and metrics, which use-cases of every area need and which name none of them.

pub mod access_token;
pub mod allowed_origins;
mod audited;
pub mod chunks;
mod context;
mod es256;
pub mod metric;
pub mod password;
pub mod password_cost;
pub mod rate_limits;
pub mod retry;
pub mod settings;
pub mod sms_policy;
pub mod too_often;
pub mod use_case_fault;
pub mod version;

pub use context::Context;
pub use retry::Committed;
pub use settings::Settings;
