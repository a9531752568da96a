//! Requests to services of others: how every adapter's HTTP client is made.

use std::time::Duration;

use http::HeaderMap;

/// How long to wait for an answer.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// For the connection.
    pub connect: Duration,
    /// For one attempt, from connecting to the last byte of the answer.
    pub attempt: Duration,
}

/// A client for the service at `base_url`, which sends `headers` with every request.
///
/// It follows no redirects, repeats nothing by itself and knows no proxy. Make it when it is first needed: reading the
/// machine's root certificates takes longer than all else at a function's start.
pub fn client(base_url: &str, headers: HeaderMap, patience: Patience) -> Result<reqwest::Client, reqwest::Error> {
    let mut client = reqwest::Client::builder()
        .default_headers(headers)
        .user_agent("souk")
        .connect_timeout(patience.connect)
        .timeout(patience.attempt)
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .no_proxy();
    if !base_url.starts_with("https://") {
        // No TLS will be spoken, so the machine's root certificates need not be loaded.
        client = client.tls_certs_only([]);
    }
    // The TLS library wants one cryptography provider for the process; whoever comes first installs the same one.
    drop(rustls::crypto::ring::default_provider().install_default());
    client.build()
}
