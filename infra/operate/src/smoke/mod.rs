//! A test order through the public API of any shop: placed, read, cancelled.
//!
//! For the minutes after a deployment: it shows that routes, functions, table and payment provider belong together, and
//! leaves behind a cancelled order for which nobody was charged.

mod journey;
mod shop;

use std::str::FromStr;

pub use self::journey::run;

/// The base URL of a shop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShopUrl(String);

/// It is no URL of a shop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a shop's URL begins with https:// or http://, and has no query")]
pub struct NoShopUrl;

impl FromStr for ShopUrl {
    type Err = NoShopUrl;

    fn from_str(text: &str) -> Result<Self, NoShopUrl> {
        let url: reqwest::Url = text.parse().map_err(|_| NoShopUrl)?;
        let is_plain = url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
        let is_web = matches!(url.scheme(), "http" | "https") && url.has_host();
        if is_plain && is_web { Ok(Self(text.trim_end_matches('/').to_owned())) } else { Err(NoShopUrl) }
    }
}

impl ShopUrl {
    /// The URL, without a closing slash.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn is_encrypted(&self) -> bool {
        self.0.starts_with("https://")
    }
}

/// The step at which a shop failed, and how.
#[derive(Debug, thiserror::Error)]
pub enum SmokeFailure {
    /// Nobody answers, or not in time.
    #[error("{step}: the shop does not answer: {error}")]
    Unreachable {
        /// The step.
        step: &'static str,
        /// What came instead.
        error: String,
    },
    /// The shop refuses.
    #[error("{step}: {status} {code}: {detail} (request {request_id})")]
    Refused {
        /// The step.
        step: &'static str,
        /// The status.
        status: u16,
        /// The code of the problem document, or `no_problem_document`.
        code: String,
        /// The problem in words.
        detail: String,
        /// The request's id, as logs have it.
        request_id: String,
    },
    /// The shop answers something else than its contract says, or has nothing to sell.
    #[error("{step}: {detail}")]
    Unexpected {
        /// The step.
        step: &'static str,
        /// What is wrong.
        detail: String,
    },
}

impl SmokeFailure {
    /// Whether the request may have had its effect, or may have it if it is sent again.
    fn is_open(&self) -> bool {
        match self {
            Self::Unreachable { .. } => true,
            Self::Refused { status, .. } => *status >= 500,
            Self::Unexpected { .. } => false,
        }
    }
}
