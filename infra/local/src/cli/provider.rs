//! `souk provider`: the simulated payment provider by itself, for a shop that runs elsewhere.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::Args;
use emulator::clock::LocalClock;
use emulator::template::Secrets;
use providers::provider_store::ProviderStore;
use runtime::ids::SystemIds;
use stripe_simulator::{Stripe, StripeConfig};
use tokio::net::TcpListener;

use super::Failure;
use super::remote_shop::RemoteShop;
use super::serve::asked_to_stop;
use super::terminal::say;

#[derive(Args, Debug)]
pub(super) struct Options {
    /// The base URL of the shop that takes the webhooks.
    #[arg(long, value_name = "URL")]
    shop: String,
    /// The file with the secrets that the shop was given, as `souk secrets` prints them.
    #[arg(long, value_name = "FILE")]
    secrets: PathBuf,
    /// The port on which the provider answers.
    #[arg(long, default_value_t = 3001)]
    port: u16,
}

pub(super) async fn run(options: Options) -> Result<ExitCode, Failure> {
    let path = options.secrets.display();
    let text = std::fs::read(&options.secrets).map_err(|error| Failure::because(&format!("{path}"), error))?;
    let secrets: Secrets =
        serde_json::from_slice(&text).map_err(|error| Failure::because(&format!("{path}"), error))?;
    let shop = RemoteShop::at(&options.shop).map_err(|error| Failure::because("no webhook can be sent", error))?;
    let config = StripeConfig::of(&secrets);
    let books = ProviderStore::in_memory().map_err(|error| Failure::because("the provider has no books", error))?;
    let stripe = Stripe::new(Arc::new(LocalClock::running()), Arc::new(SystemIds), Arc::new(shop), config, books)
        .map_err(|error| Failure::because("the provider cannot read its books", error))?;
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, options.port));
    let listener = TcpListener::bind(address)
        .await
        .map_err(|error| Failure::because(&format!("cannot listen on {address}"), error))?;
    say(&format!("The provider answers at http://{address} and tells {} what happens.", options.shop));
    tokio::select! {
        served = axum::serve(listener, stripe.router()) => {
            served.map_err(|error| Failure::because("the provider no longer answers", error))?;
        }
        () = stripe.deliver_in_background() => {}
        () = asked_to_stop() => {}
    }
    Ok(ExitCode::SUCCESS)
}
