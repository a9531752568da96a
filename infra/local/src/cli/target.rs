//! Which shop a command works on.

use clap::Args;
use operate::deployed::{Deployed, StackName};
use runtime::Config;

use super::Failure;

/// This machine's shop, or a deployed one.
#[derive(Args, Debug)]
pub(super) struct ShopTarget {
    /// Work on this deployed stack instead of the shop on this machine.
    ///
    /// With the credentials and the region in `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN` and
    /// `AWS_REGION`; `eval "$(aws configure export-credentials --format env)"` sets the first three.
    #[arg(long, value_name = "NAME")]
    stack: Option<StackName>,
}

impl ShopTarget {
    /// The deployed stack, if one is named.
    pub(super) async fn find(&self, environment: &Config) -> Result<Option<Deployed>, Failure> {
        let Some(stack) = &self.stack else { return Ok(None) };
        Deployed::find(stack, environment).await.map(Some).map_err(|fault| Failure(fault.to_string()))
    }
}
