//! Why a stack cannot start.

use emulator::database::DatabaseFault;
use emulator::iam::{AuthorityFault, PermissionFault};
use emulator::state_file::StateFileFault;
use emulator::stream::StreamFault;
use emulator::template::TemplateFault;
use providers::provider_store::ProviderStoreFault;

use crate::host::HostFault;

/// Why a stack cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StackFault {
    /// The port is taken, or may not be used.
    #[error("cannot listen on {address}: {error}")]
    Listen {
        /// The address.
        address: String,
        /// Why not.
        error: std::io::Error,
    },
    /// The template cannot be run.
    #[error(transparent)]
    Template(#[from] TemplateFault),
    /// A function cannot act in its role.
    #[error(transparent)]
    Authority(#[from] AuthorityFault),
    /// The role of a function does not allow what its event sources take.
    #[error(transparent)]
    Permission(#[from] PermissionFault),
    /// What the stack itself uses to reach its services cannot be made.
    #[error("the stack cannot reach its own services: {0}")]
    Operator(String),
    /// The database cannot be opened.
    #[error(transparent)]
    Database(#[from] DatabaseFault),
    /// What the run before left behind cannot be read.
    #[error(transparent)]
    StateFile(#[from] StateFileFault),
    /// What the payment provider remembers cannot be read.
    #[error(transparent)]
    ProviderStore(#[from] ProviderStoreFault),
    /// A function cannot start.
    #[error(transparent)]
    Host(#[from] HostFault),
    /// A stream cannot be followed.
    #[error(transparent)]
    Stream(#[from] StreamFault),
}
