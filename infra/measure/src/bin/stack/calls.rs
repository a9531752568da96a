//! What requests cost a shop, and of that one call of its table.
//!
//! A request that touches no table is the base; what another costs beyond it, divided by the calls that it says it made, is what
//! a call costs, the shop's own work with what it read included.

use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use clap::Args;
use reqwest::Method;

use crate::buyer::Buyer;
use crate::fault::Fault;
use crate::report::{print, ratio};
use crate::shop::Shop;

/// How many turns are not counted: connections are opened and memory is found.
const WARM_UP: usize = 2;
/// How often a request is sent in a turn.
const TURN: usize = 400;
/// The request that touches no table.
const BASE: &str = "/v1/store";

#[derive(Args)]
pub(crate) struct Options {
    /// How many turns each build has.
    #[arg(long, default_value_t = 10)]
    turns: usize,
    /// What a build is called and where its `souk` is, such as `before=/tmp/souk` [default: the one beside this program].
    builds: Vec<Build>,
}

/// A build of the shop.
#[derive(Clone)]
struct Build {
    name: String,
    souk: PathBuf,
}

impl FromStr for Build {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (name, souk) = text.split_once('=').ok_or("must be <name>=<file>")?;
        Ok(Self { name: name.to_owned(), souk: souk.into() })
    }
}

/// A request that is sent again and again.
struct Asked {
    route: &'static str,
    method: Method,
    path: String,
    cart: Option<String>,
    body: Option<serde_json::Value>,
    calls: usize,
    cpu: Vec<Duration>,
}

impl Asked {
    fn get(route: &'static str, path: impl Into<String>, cart: Option<&str>) -> Self {
        let cart = cart.map(str::to_owned);
        Self { route, method: Method::GET, path: path.into(), cart, body: None, calls: 0, cpu: Vec::new() }
    }

    /// What one request costs, in microseconds: the middle of all turns.
    fn micros(&self) -> f64 {
        let mut cpu = self.cpu.clone();
        cpu.sort_unstable();
        ratio(cpu.get(cpu.len() / 2).copied().unwrap_or_default().as_secs_f64() * 1e6, TURN)
    }
}

/// A shop, and what it is asked.
struct Bench {
    name: String,
    shop: Shop,
    buyer: Buyer,
    asked: Vec<Asked>,
}

/// Measures every build in turns, and prints a table of each.
pub(crate) async fn run(options: &Options) -> Result<(), Fault> {
    let mut benches = Vec::new();
    if options.builds.is_empty() {
        benches.push(Bench::open("souk".to_owned(), None).await?);
    }
    for build in &options.builds {
        benches.push(Bench::open(build.name.clone(), Some(build.souk.clone())).await?);
    }
    for turn in 0..WARM_UP + options.turns {
        for bench in &mut benches {
            bench.turn(turn >= WARM_UP).await?;
        }
    }
    print("| build | request | calls | CPU µs a request | CPU µs a call |\n|---|---|--:|--:|--:|");
    for bench in &benches {
        let base = bench.asked.first().map(Asked::micros).unwrap_or_default();
        for asked in &bench.asked {
            let call = match asked.calls {
                0 => String::new(),
                calls => format!("{:.0}", ratio(asked.micros() - base, calls)),
            };
            print(&format!(
                "| {} | `{}` | {} | {:.0} | {call} |",
                bench.name,
                asked.route,
                asked.calls,
                asked.micros()
            ));
        }
    }
    Ok(())
}

impl Bench {
    async fn open(name: String, souk: Option<PathBuf>) -> Result<Self, Fault> {
        let shop = Shop::open(souk).await?;
        let buyer = Buyer::at(&shop).await?;
        let cart = buyer.fill_cart(0).await?;
        let line = serde_json::json!({ "variant_id": buyer.variant(0), "quantity": 1 });
        let mut asked = vec![
            Asked::get("GET /v1/store", BASE, None),
            Asked::get("GET /v1/products/{id}", "/v1/products/soak-1", None),
            Asked::get("GET /v1/cart", "/v1/cart", Some(&cart)),
            Asked::get("GET /v1/cart/quote", "/v1/cart/quote", Some(&cart)),
        ];
        asked.push(Asked {
            method: Method::POST,
            body: Some(line),
            ..Asked::get("POST /v1/cart/items", "/v1/cart/items", None)
        });
        Ok(Self { name, shop, buyer, asked })
    }

    async fn turn(&mut self, counts: bool) -> Result<(), Fault> {
        for asked in &mut self.asked {
            let before = self.shop.cpu()?;
            for _ in 0..TURN {
                let mut request = self.buyer.request(asked.method.clone(), &asked.path);
                if let Some(cart) = &asked.cart {
                    request = request.header("x-cart-token", cart);
                }
                if let Some(body) = &asked.body {
                    request = request.json(body);
                }
                asked.calls = self.buyer.calls(request).await?;
            }
            let spent = self.shop.cpu()?.saturating_sub(before);
            if counts {
                asked.cpu.push(spent);
            }
        }
        Ok(())
    }
}
