//! A shop that runs elsewhere, as a provider sees it: a base URL that takes webhooks.

use std::time::Duration;

use async_trait::async_trait;
use providers::WebhookTarget;

use emulator::loopback;

/// How long a provider waits for the answer to a webhook.
const PATIENCE: Duration = Duration::from_secs(20);

/// The shop at a base URL.
pub(super) struct RemoteShop {
    client: reqwest::Client,
    url: String,
}

impl RemoteShop {
    /// The shop at `url`, such as `http://127.0.0.1:3000`.
    pub(super) fn at(url: &str) -> Result<Self, reqwest::Error> {
        Ok(Self { client: loopback::client(PATIENCE)?, url: url.trim_end_matches('/').to_owned() })
    }
}

#[async_trait]
impl WebhookTarget for RemoteShop {
    async fn deliver(&self, path: &str, headers: Vec<(String, String)>, body: Vec<u8>) -> u16 {
        let mut request = self.client.post(format!("{}{path}", self.url)).body(body);
        for (name, value) in headers {
            request = request.header(name, value);
        }
        match request.send().await {
            Ok(answer) => answer.status().as_u16(),
            Err(error) => {
                tracing::warn!(%error, http.route = path, "the shop did not take a webhook");
                0
            }
        }
    }
}
