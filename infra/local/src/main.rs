//! The shop on one machine.

use std::process::ExitCode;

use clap::Parser as _;
use local::cli::{self, Arguments};

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime.block_on(cli::run(arguments)),
        Err(_) => ExitCode::FAILURE,
    }
}
