//! The shop on one machine.

use std::process::ExitCode;

use clap::Parser as _;
use local::cli::{self, Arguments};
use runtime::Config;

fn main() -> ExitCode {
    let arguments = Arguments::parse().or_home(std::env::var_os("SOUK_HOME").map(Into::into));
    match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime.block_on(cli::run(arguments, &Config::from_environment())),
        Err(_) => ExitCode::FAILURE,
    }
}
