//! `souk secrets`: what a stack must be given to keep.

use std::io::Read as _;
use std::process::ExitCode;

use clap::{Args, Subcommand};
use kernel::time::Clock as _;
use operate::secrets;
use operate::secrets::rotation::{Stage, rotate};
use operate::secrets::stripe::AccountKeys;
use runtime::clock::SystemClock;
use runtime::ids::SystemIds;
use serde_json::{Map, Value};

use super::Failure;
use super::terminal::{complain, say};

#[derive(Args, Debug, Default)]
#[command(args_conflicts_with_subcommands = true)]
pub(super) struct Options {
    #[command(flatten)]
    keys: StripeKeys,
    #[command(subcommand)]
    command: Option<SecretsCommand>,
}

/// The keys of an account of Stripe's; without any, those of a simulated account are made, which no deployed shop takes.
#[derive(Args, Default)]
struct StripeKeys {
    /// The shop's key: `sk_live_…`, `sk_test_…`, or a restricted one, `rk_…`.
    #[arg(long = "stripe-secret-key", value_name = "KEY")]
    secret: Option<String>,
    /// The browsers' key, of the same mode: `pk_live_…` or `pk_test_…`.
    #[arg(long = "stripe-publishable-key", value_name = "KEY")]
    publishable: Option<String>,
    /// The secret of the webhook's endpoint, `whsec_…`, once Stripe has told it.
    #[arg(long = "stripe-webhook-secret", value_name = "SECRET")]
    webhook: Option<String>,
}

/// Keys are no business of a log's.
impl std::fmt::Debug for StripeKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("StripeKeys(…)")
    }
}

impl StripeKeys {
    fn given(&self) -> AccountKeys {
        AccountKeys {
            secret: self.secret.clone(),
            publishable: self.publishable.clone(),
            webhook: self.webhook.clone(),
        }
    }
}

#[derive(Debug, Subcommand)]
enum SecretsCommand {
    /// Read a stack's secret from the standard input, and print it with the signing key one stage further.
    Rotate {
        /// The stage.
        stage: Stage,
    },
    /// Read a stack's secret from the standard input, and print it with other keys of Stripe's.
    Stripe {
        #[command(flatten)]
        keys: StripeKeys,
    },
}

/// Prints secrets as the JSON object that the template expects in Secrets Manager: fresh ones, or one that is changed.
pub(super) fn run(options: &Options) -> Result<ExitCode, Failure> {
    let text = match &options.command {
        None => fresh(&options.keys.given())?,
        Some(SecretsCommand::Rotate { stage }) => rotated(*stage)?,
        Some(SecretsCommand::Stripe { keys }) => changed(&keys.given())?,
    };
    say(&text);
    Ok(ExitCode::SUCCESS)
}

fn fresh(keys: &AccountKeys) -> Result<String, Failure> {
    let failed = |error: &dyn std::fmt::Display| Failure::because("no secrets", error);
    let secrets = if keys.is_empty() {
        complain("the keys of Stripe's are simulated, and a deployed shop refuses them; see `souk secrets --help`");
        secrets::generate(&SystemIds).map_err(|error| failed(&error))?
    } else {
        let provider = keys.members(&SystemIds).map_err(|fault| failed(&fault))?;
        secrets::generate_with(&SystemIds, provider).map_err(|error| failed(&error))?
    };
    serde_json::to_string_pretty(&secrets).map_err(|error| failed(&error))
}

fn rotated(stage: Stage) -> Result<String, Failure> {
    let rotated = rotate(standing()?, stage, SystemClock.now(), &SystemIds);
    let rotated = rotated.map_err(|fault| Failure::because("the secret is not rotated", fault))?;
    serde_json::to_string_pretty(&rotated).map_err(|error| Failure::because("the secret is not rotated", error))
}

fn changed(keys: &AccountKeys) -> Result<String, Failure> {
    if keys.is_empty() {
        return Err(Failure("the secret is not changed: no key is given; see `souk secrets stripe --help`".to_owned()));
    }
    let changed =
        keys.replaced_in(standing()?).map_err(|fault| Failure::because("the secret is not changed", fault))?;
    serde_json::to_string_pretty(&changed).map_err(|error| Failure::because("the secret is not changed", error))
}

/// The secret that a stack has, from the standard input.
fn standing() -> Result<Map<String, Value>, Failure> {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text).map_err(|error| Failure::because("the secret cannot be read", error))?;
    serde_json::from_str(&text).map_err(|_| Failure("the secret is no JSON object".to_owned()))
}
