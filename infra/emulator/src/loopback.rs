//! Talking to a shop on this machine.

use std::time::Duration;

/// A client for plain HTTP on the loopback interface; an answer may take as long as `patience`.
pub fn client(patience: Duration) -> Result<reqwest::Client, reqwest::Error> {
    // The TLS library wants one cryptography provider for the process, spoken or not; whoever comes first installs it.
    drop(rustls::crypto::ring::default_provider().install_default());
    reqwest::Client::builder().timeout(patience).no_proxy().tls_certs_only([]).build()
}
