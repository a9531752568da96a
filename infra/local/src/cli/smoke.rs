//! `souk smoke`: is this shop open?

use std::process::ExitCode;

use clap::Args;
use kernel::email::Email;
use operate::smoke::{self, ShopUrl};

use super::Failure;
use super::terminal::say;

#[derive(Args, Debug)]
pub(super) struct Options {
    /// The shop's base URL.
    url: ShopUrl,

    /// The address of the order, which hears that it was cancelled. Where mails are really sent, use one that takes them,
    /// such as success@simulator.amazonses.com.
    #[arg(long, default_value = "smoke@example.com", value_name = "ADDRESS")]
    email: Email,
}

pub(super) async fn run(options: Options) -> Result<ExitCode, Failure> {
    let Options { url, email } = options;
    say(&format!("A test order at {}", url.as_str()));
    smoke::run(&url, &email, &mut |line| say(line)).await.map_err(|failure| Failure(failure.to_string()))?;
    say("The shop works; the test order is cancelled, and nothing was charged.");
    Ok(ExitCode::SUCCESS)
}
