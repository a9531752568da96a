//! What each release binary weighs, and what its start and its requests cost, beside a minimal function.
//!
//! `measure release=target/release` starts every bootstrap that lies there as a process of its own, under a stand-in for
//! Lambda's Runtime API and with the environment that the template gives it, and prints two tables. With several builds,
//! binaries take turns run by run, so that whatever else the machine does falls on all of them alike.

mod api;
mod binary;
mod process;
mod report;
mod shop;

use std::process::ExitCode;

use clap::Parser;
use serde_json::Value;

use crate::binary::{Binary, Build};
use crate::process::{Fault, Process};
use crate::shop::Shop;

/// Where the shop's functions say what an answer cost.
const USAGE: &str = "/headers/x-souk-usage";
/// How many requests a process answers in its turn.
const TURN: usize = 100;
/// How many turns of each process are not counted: connections are opened and memory is found.
const WARM_UP: usize = 3;

/// What to measure, and how often.
#[derive(Parser)]
struct Arguments {
    /// How often each binary is started.
    #[arg(long, default_value_t = 21)]
    starts: usize,
    /// How many requests each binary answers, at least.
    #[arg(long, default_value_t = 2000)]
    requests: usize,
    /// What a build is called and where its binaries are, such as `release=target/release`; the first is the measure.
    #[arg(required = true)]
    builds: Vec<Build>,
}

#[tokio::main]
async fn main() -> ExitCode {
    match measure(&Arguments::parse()).await {
        Ok(tables) => {
            report::print(&tables);
            ExitCode::SUCCESS
        }
        Err(fault) => {
            report::print(&fault.to_string());
            ExitCode::FAILURE
        }
    }
}

async fn measure(arguments: &Arguments) -> Result<String, Fault> {
    let shop = Shop::open().await;
    let mut binaries = Vec::new();
    for build in &arguments.builds {
        binaries.extend(shop.binaries(build)?);
    }
    start(&mut binaries, arguments.starts).await?;
    answer(&mut binaries, arguments.requests.div_ceil(TURN)).await?;
    Ok(report::tables(&binaries))
}

/// Starts every binary `times` times, in turns, with a table that refuses to speak.
async fn start(binaries: &mut [Binary], times: usize) -> Result<(), Fault> {
    let mute = api::Mute::open().await?;
    for _ in 0..times {
        for binary in &mut *binaries {
            let mut environment = binary.environment.clone();
            environment.insert("AWS_ENDPOINT_URL_DYNAMODB".to_owned(), mute.url());
            let process = Process::start(&binary.path, environment).await?;
            binary.starts.push(process.start);
        }
    }
    Ok(())
}

/// Has every binary that answers HTTP answer its request, in turns.
async fn answer(binaries: &mut [Binary], turns: usize) -> Result<(), Fault> {
    let mut serving = Vec::new();
    for binary in binaries.iter_mut().filter(|binary| binary.request.is_some()) {
        let process = Process::start(&binary.path, binary.environment.clone()).await?;
        serving.push((binary, process));
    }
    for turn in 0..WARM_UP + turns {
        for (binary, process) in &mut serving {
            let Some(request) = &binary.request else { continue };
            let before = process.cpu()?;
            for _ in 0..TURN {
                let answer = process.invoke(&request.event).await?;
                binary.usage = answer.pointer(USAGE).and_then(Value::as_str).map(str::to_owned);
            }
            let spent = process.cpu()?.saturating_sub(before);
            if turn >= WARM_UP {
                binary.answers.push(spent / u32::try_from(TURN).unwrap_or(1));
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    /// cargo-lambda fills in what a release profile does not say, and its word for panics is `abort`.
    #[test]
    fn a_release_build_survives_a_panic() {
        let manifest = include_str!("../../../Cargo.toml");
        let profile = manifest.split("[profile.release]").nth(1).unwrap().split("\n[").next().unwrap();
        for said in ["opt-level = ", "lto = ", "codegen-units = ", "strip = ", "panic = \"unwind\""] {
            assert!(profile.contains(said), "the release profile must say {said}");
        }
    }
}
