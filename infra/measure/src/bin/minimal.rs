//! The least that a function can be which answers one request with one `GetItem`: what the shop's functions are measured beside.
//!
//! It has no logs, no limits, no problem documents. Router, adapter, SDK features, TLS, roots, tokio flavour and profile are
//! those of the shop, and it opens its connection at the start as they do.

use std::error::Error;
use std::time::Duration;

use aws_credential_types::Credentials;
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::retry::RetryConfig;
use aws_sdk_dynamodb::config::timeout::TimeoutConfig;
use aws_sdk_dynamodb::config::{BehaviorVersion, Config, Region};
use aws_sdk_dynamodb::types::AttributeValue;
use aws_smithy_http_client::Builder;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use aws_smithy_http_client::tls::{Provider, TlsContext, TrustStore};
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;

const ROOTS: [&str; 5] = [
    include_str!("../../../../shared/runtime/roots/amazon-root-ca-1.pem"),
    include_str!("../../../../shared/runtime/roots/amazon-root-ca-2.pem"),
    include_str!("../../../../shared/runtime/roots/amazon-root-ca-3.pem"),
    include_str!("../../../../shared/runtime/roots/amazon-root-ca-4.pem"),
    include_str!("../../../../shared/runtime/roots/starfield-services-root-ca-g2.pem"),
];

/// The client, and the table it reads.
#[derive(Clone)]
struct Table {
    client: Client,
    name: String,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    let table = Table { client: client()?, name: variable("TABLE_NAME")? };
    drop(tokio::time::timeout(Duration::from_secs(1), connect(&table)).await);
    lambda_http::run(Router::new().route("/items/{pk}/{sk}", get(item)).with_state(table)).await
}

#[expect(clippy::disallowed_methods, reason = "this is a main.rs")]
fn variable(name: &str) -> Result<String, lambda_http::Error> {
    Ok(std::env::var(name).map_err(|error| format!("{name}: {error}"))?)
}

fn client() -> Result<Client, Box<dyn Error + Send + Sync>> {
    let endpoint = variable("AWS_ENDPOINT_URL_DYNAMODB").ok();
    let roots = ROOTS.into_iter().fold(TrustStore::empty(), TrustStore::with_pem_certificate);
    let context = TlsContext::builder().with_trust_store(roots).build()?;
    let http = Builder::new().tls_provider(Provider::Rustls(CryptoMode::Ring)).tls_context(context).build_https();
    let (id, secret) = (variable("AWS_ACCESS_KEY_ID")?, variable("AWS_SECRET_ACCESS_KEY")?);
    let config = Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(variable("AWS_REGION")?))
        .credentials_provider(Credentials::new(id, secret, variable("AWS_SESSION_TOKEN").ok(), None, "environment"))
        .timeout_config(TimeoutConfig::builder().connect_timeout(Duration::from_secs(1)).build())
        .http_client(http);
    let config = match endpoint {
        Some(url) => config.endpoint_url(url),
        None => config,
    };
    Ok(Client::from_conf(config.build()))
}

/// Opens the connection, as the shop's functions do.
async fn connect(table: &Table) {
    let nobody = || AttributeValue::S("CONNECT".to_owned());
    let request = table.client.get_item().table_name(&table.name).key("PK", nobody()).key("SK", nobody());
    let once = Config::builder().retry_config(RetryConfig::disabled());
    drop(request.customize().config_override(once).send().await);
}

async fn item(State(table): State<Table>, Path((pk, sk)): Path<(String, String)>) -> Response {
    let request = table.client.get_item().table_name(&table.name).consistent_read(true);
    match request.key("PK", AttributeValue::S(pk)).key("SK", AttributeValue::S(sk)).send().await {
        Ok(answer) => match answer.item.as_ref().and_then(|item| item.get("title")) {
            Some(AttributeValue::S(title)) => axum::Json(serde_json::json!({ "title": title })).into_response(),
            _ => StatusCode::NOT_FOUND.into_response(),
        },
        Err(_) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}
