//! `souk doctor`: what a deployed shop lacks.

use std::process::ExitCode;

use clap::Args;
use operate::deployed::StackName;
use operate::doctor;
use runtime::Config;

use super::Failure;
use super::terminal::say;

#[derive(Args, Debug)]
pub(super) struct Options {
    /// The stack; if there is none of that name yet, what stands in the way of deploying it.
    ///
    /// Looked at with the credentials in `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and `AWS_SESSION_TOKEN`;
    /// `eval "$(aws configure export-credentials --format env)"` sets them.
    #[arg(long, value_name = "NAME")]
    stack: StackName,
    /// The region, unless `AWS_REGION` names it.
    #[arg(long, value_name = "REGION")]
    region: Option<String>,
    /// The secret that a stack will be deployed with which does not stand yet.
    #[arg(long, value_name = "NAME")]
    secret: Option<String>,
}

/// Prints what is missing, unknown and advised; fails where something is missing.
pub(super) async fn run(options: Options, environment: &Config) -> Result<ExitCode, Failure> {
    let elsewhere = options.region.map(|region| environment.with("AWS_REGION", region));
    let environment = elsewhere.as_ref().unwrap_or(environment);
    let report = doctor::examine(&options.stack, options.secret.as_deref(), environment).await;
    let report = report.map_err(|fault| Failure(fault.to_string()))?;
    for line in report.lines() {
        say(&line);
    }
    Ok(if report.is_well() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
