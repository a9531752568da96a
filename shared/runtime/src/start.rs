//! Starting a function: its environment becomes an [`App`].

use std::sync::{Arc, OnceLock};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use context::Settings;
use context::access_token::{KeyFault, Signer, Verifier};
use context::sms_policy::SmsPolicy;
use gateways::Gateways;
use kernel::currency::Currency;
use kernel::id::IdSource;
use kernel::secret::LinkKey;
use kernel::time::Clock;
use store::Store;
use web::App;

use crate::clients::Clients;
use crate::config::{Config, ConfigFault};
use crate::function::Function;
use crate::ports;

/// How long an order waits for its payment if nothing else is said, in seconds.
const RESERVATION_SECONDS: i64 = 900;

/// Why a function could not start.
#[derive(Debug, thiserror::Error)]
pub enum StartFault {
    /// Its environment is incomplete or wrong.
    #[error(transparent)]
    Config(#[from] ConfigFault),
    /// One of its keys cannot be read.
    #[error(transparent)]
    Key(#[from] KeyFault),
    /// An adapter could not be made.
    #[error("{0}")]
    Gateway(String),
}

impl Function {
    /// Makes this function ready to answer in the environment `config`.
    pub fn start(&self, config: &Config, clock: Arc<dyn Clock>, ids: Arc<dyn IdSource>) -> Result<App, StartFault> {
        let clients = Clients::new(config)?;
        let settings = settings(config)?;
        let seed = ids.secret().iter().take(16).fold(0_u128, |seed, byte| (seed << 8) | u128::from(*byte));
        Ok(App {
            store: Store::new((self.table)(config, &clients, seed)?),
            gateways: Gateways {
                faults: ports::faults(config, &settings.build)?,
                ..(self.gateways)(config, &clients)?
            },
            clock,
            ids,
            settings: Arc::new(settings),
            router: Arc::new(OnceLock::new()),
            cache: Arc::default(),
        })
    }
}

/// How a shop is set up, as the environment of one of its functions says.
pub fn settings(config: &Config) -> Result<Settings, StartFault> {
    let store_url = config.get("STORE_URL").unwrap_or("http://127.0.0.1:3000").trim_end_matches('/').to_owned();
    let key = |name: &str| -> Result<Option<LinkKey>, ConfigFault> {
        let read = |hex| {
            LinkKey::from_hex(hex).map_err(|error| ConfigFault { name: name.to_owned(), reason: error.to_string() })
        };
        config.get(name).map(read).transpose()
    };
    let signer = signer(config, &store_url)?;
    let verifier = config.get("VERIFYING_KEYS").map(|jwks| Verifier::new(jwks, &store_url)).transpose()?;
    let verifier = verifier.unwrap_or_default();
    if signer.as_ref().is_some_and(|signer| !verifier.knows(signer)) {
        let reason = "has another name than every key of VERIFYING_KEYS: nobody would take its tokens".to_owned();
        return Err(ConfigFault { name: "SIGNING_KEY".to_owned(), reason }.into());
    }
    Ok(Settings {
        store_name: config.get("STORE_NAME").unwrap_or("Souk").to_owned(),
        currency: config.parse("STORE_CURRENCY")?.unwrap_or(Currency::USD),
        link_key: key("LINK_KEY")?,
        cursor_key: key("CURSOR_KEY")?,
        signer,
        verifier,
        jwks: config.get("VERIFYING_KEYS").map(str::to_owned),
        reservation_seconds: config.parse("RESERVATION_SECONDS")?.unwrap_or(RESERVATION_SECONDS),
        reviews_by_buyers_only: config.parse("REVIEWS_BY_BUYERS_ONLY")?.unwrap_or(true),
        stripe_publishable_key: config.get("STRIPE_PUBLISHABLE_KEY").map(str::to_owned),
        rate_limits: config.parse("RATE_LIMITS")?.unwrap_or_default(),
        sms: sms(config)?,
        password_cost: config.parse("HASHING_COST")?.unwrap_or_default(),
        cors_origins: config.parse("CORS_ORIGINS")?.unwrap_or_default(),
        usage_header: config.get("USAGE_HEADER") == Some("on"),
        build: config.get("BUILD_ID").unwrap_or(env!("CARGO_PKG_VERSION")).to_owned(),
        store_url,
    })
}

/// Where texts go, and how many.
fn sms(config: &Config) -> Result<SmsPolicy, ConfigFault> {
    let usual = SmsPolicy::default();
    Ok(SmsPolicy {
        hourly_budget: config.parse("SMS_HOURLY_BUDGET")?.unwrap_or(usual.hourly_budget),
        calling_codes: config.parse("SMS_CALLING_CODES")?.unwrap_or(usual.calling_codes),
    })
}

/// The signing key is `<kid>:<PKCS#8 in base64>`.
fn signer(config: &Config, issuer: &str) -> Result<Option<Signer>, ConfigFault> {
    let fault = |reason: &str| ConfigFault { name: "SIGNING_KEY".to_owned(), reason: reason.to_owned() };
    let Some(text) = config.get("SIGNING_KEY") else { return Ok(None) };
    let (kid, der) = text.split_once(':').ok_or_else(|| fault("must be <kid>:<PKCS#8 in base64>"))?;
    let der = STANDARD.decode(der).map_err(|_| fault("is not base64 behind the colon"))?;
    Ok(Some(Signer::new(&der, kid, issuer)))
}
