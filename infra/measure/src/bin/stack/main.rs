//! What the local shop costs whoever runs it, measured from outside: its process is looked at, and nothing in it is changed.
//!
//! `stack soak` has a shop take thousands of orders, and says whether it stays as small and as quick as it began. `stack calls`
//! tells what a request costs, and of that one call of the table; with several builds of `souk` they take turns, so that
//! whatever else the machine does falls on all of them alike.

mod buyer;
mod calls;
mod fault;
mod report;
mod shop;
mod soak;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// What to measure.
#[derive(Parser)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Place many orders at one shop, and see what it keeps and what they cost.
    Soak(soak::Options),
    /// See what requests and calls of the table cost.
    Calls(calls::Options),
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let holds = match Arguments::parse().command {
        Command::Soak(options) => soak::run(&options).await,
        Command::Calls(options) => calls::run(&options).await.map(|()| true),
    };
    match holds {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(fault) => {
            report::print(&fault.to_string());
            ExitCode::FAILURE
        }
    }
}
