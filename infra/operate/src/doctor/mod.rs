//! Doctor: what a deployed shop lacks, or what stands in the way of deploying it, each with its remedy.
//!
//! Nothing is changed. What cannot be looked at is told as well, so that silence means that all is well.

mod account;
mod aws;
mod finding;
mod leftovers;
mod secret;
mod settings;
mod stack;
#[cfg(test)]
mod tests;

use runtime::Config;

pub use self::finding::{Finding, Report, Weight};

use self::aws::Aws;
use self::settings::Settings;
use self::stack::Standing;
use crate::deployed::{DeployedFault, StackName, caller};

/// Looks at the stack of this name, its secret and its account with the credentials in `environment`.
///
/// Where there is no such stack yet, this is what must be in order before the first deployment; `secret` then names the
/// secret that it will be given.
pub async fn examine(stack: &StackName, secret: Option<&str>, environment: &Config) -> Result<Report, DeployedFault> {
    let aws = Aws::new(&Config::from(caller(environment).map_err(DeployedFault::NoCaller)?))?;
    let standing = stack::describe(&aws, stack).await?;
    let settings = Settings::of(standing.as_ref());
    // A first secret is called like its stack.
    let named = secret.or(settings.get("SecretName")).map(str::to_owned);
    let secret = named.unwrap_or_else(|| stack.to_string());
    let mut report = Report::new(stack, aws.region(), standing.as_ref());
    if let Some(standing) = &standing {
        report.extend(stack::findings(stack, standing));
        report.extend(settings::findings(&settings, standing));
        report.extend(stack::alarms(&aws, &settings, standing).await);
    }
    let (told, account) = secret::findings(&aws, &secret, &settings, standing.as_ref()).await;
    report.extend(told);
    if standing.as_ref().is_none_or(Standing::never_stood) {
        report.extend(leftovers::findings(&aws, stack, account.as_deref()).await);
    }
    report.extend(account::mail(&aws, &settings).await);
    report.extend(account::texts(&aws, &settings).await);
    report.extend(account::executions(&aws, &settings).await);
    Ok(report)
}
