//! A shop in a process and a folder of its own.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use crate::fault::Fault;

/// How long the shop may take to open or to close.
const PATIENCE: Duration = Duration::from_mins(2);
/// How many products the shop sells.
pub(crate) const PRODUCTS: usize = 40;
/// The kernel counts CPU in hundredths of a second for whoever reads it
/// (`USER_HZ`, <https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html>).
const TICK: Duration = Duration::from_millis(10);

/// How many shops were opened, which is what tells their folders apart.
static OPENED: AtomicU32 = AtomicU32::new(0);

/// A running shop; it ends with this value, and so does its folder.
pub(crate) struct Shop {
    child: Child,
    folder: PathBuf,
    /// Where it answers.
    pub(crate) url: String,
}

impl Shop {
    /// Opens a shop that has enough of everything.
    pub(crate) async fn open(souk: Option<PathBuf>) -> Result<Self, Fault> {
        let souk = match souk {
            Some(souk) => souk,
            None => std::env::current_exe()?.with_file_name("souk"),
        };
        let number = OPENED.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("souk-measured-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&folder)?;
        let catalog = folder.join("catalog.csv");
        std::fs::write(&catalog, products())?;
        let imported = command(&souk, &folder).arg("import").arg(&catalog).stdout(Stdio::null()).status()?;
        if !imported.success() {
            return Err(Fault::Shop(format!("{} cannot import a catalog", souk.display())));
        }
        let port = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let mut serve = command(&souk, &folder);
        // All buyers come from one address.
        serve.args(["serve", "--parameter", "RateLimits=guest_check_out=1000000/60", "--port", &port.to_string()]);
        let child = serve.stdout(Stdio::null()).spawn()?;
        let shop = Self { child, folder, url: format!("http://127.0.0.1:{port}") };
        shop.wait().await?;
        Ok(shop)
    }

    async fn wait(&self) -> Result<(), Fault> {
        let (http, began) = (client()?, Instant::now());
        while http.get(format!("{}/health", self.url)).send().await.is_err() {
            if began.elapsed() > PATIENCE {
                return Err(Fault::Shop("the shop does not open".to_owned()));
            }
            rest().await;
        }
        Ok(())
    }

    /// The CPU that the shop's process has used, in all of its threads, also those that have ended.
    pub(crate) fn cpu(&self) -> Result<Duration, Fault> {
        let stat = self.read("stat")?;
        // The name in parentheses may hold anything; user and system time are the 12th and 13th fields behind it.
        let fields = stat.rsplit(") ").next().unwrap_or_default().split(' ').skip(11).take(2);
        let ticks = fields.map(|field| field.parse::<u32>().unwrap_or_default());
        Ok(TICK * ticks.sum::<u32>())
    }

    /// What the shop's process has in memory of its own, in KiB: `RssAnon`.
    pub(crate) fn memory(&self) -> Result<u64, Fault> {
        let status = self.read("status")?;
        let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:"));
        let kib = line.and_then(|line| line.split_whitespace().next()).and_then(|kib| kib.parse().ok());
        kib.ok_or_else(|| Fault::Shop("the kernel does not tell what the shop has in memory".to_owned()))
    }

    fn read(&self, file: &str) -> Result<String, Fault> {
        Ok(std::fs::read_to_string(format!("/proc/{}/{file}", self.child.id()))?)
    }
}

impl Drop for Shop {
    fn drop(&mut self) {
        // It may have ended by itself, and the folder is only a temporary one.
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn command(souk: &Path, folder: &Path) -> Command {
    let mut command = Command::new(souk);
    command.arg("--data").arg(folder.join("shop")).arg("--log").arg("error").stdin(Stdio::null());
    command
}

/// A client for this machine: it speaks no TLS.
pub(crate) fn client() -> Result<reqwest::Client, Fault> {
    // The TLS library wants one cryptography provider for the process, spoken or not.
    let _first = rustls::crypto::ring::default_provider().install_default();
    Ok(reqwest::Client::builder().no_proxy().tls_certs_only([]).timeout(PATIENCE).build()?)
}

/// Waits a little in real time: another process is at work.
#[expect(clippy::disallowed_methods, reason = "the shop is another process, whose clock is the machine's")]
pub(crate) async fn rest() {
    tokio::time::sleep(Duration::from_millis(50)).await;
}

/// A merchant's export: products whose stock is counted and does not run out.
fn products() -> String {
    let mut csv = String::from(
        "Handle,Title,Body (HTML),Vendor,Type,Tags,Published,Option1 Name,Option1 Value,Variant SKU,Variant Grams,\
         Variant Inventory Tracker,Variant Inventory Qty,Variant Inventory Policy,Variant Price,Variant Requires Shipping\n",
    );
    for number in 0..PRODUCTS {
        // Writing to a string does not fail.
        let _ = writeln!(
            csv,
            "soak-{number},Soak {number},<p>It is bought again and again.</p>,Souk,Soak,soak,true,Title,Default Title,\
             SOAK-{number},250,shopify,1000000,deny,{}.50,true",
            10 + number
        );
    }
    csv
}
