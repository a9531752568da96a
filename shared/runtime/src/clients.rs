//! AWS clients, made once from the function's environment.
//!
//! No `aws-config`: in Lambda, region and credentials are environment variables, and the chain of other sources costs
//! start-up time. Endpoints are overridden by the standard `AWS_ENDPOINT_URL_<SERVICE>` variables.

use std::time::Duration;

use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_http_client::Builder;
use aws_smithy_http_client::tls::{Provider, TlsContext, rustls_provider::CryptoMode};
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use aws_types::SdkConfig;
use aws_types::region::Region;
use aws_types::sdk_config::RetryConfig;
use gateways::lazy::Lazy;

use crate::config::{Config, ConfigFault};
use crate::roots;

/// How long one attempt of an AWS call may take.
const ATTEMPT: Duration = Duration::from_secs(2);
/// How many attempts an AWS call has time for.
const ATTEMPTS: u32 = 3;

/// Makes the clients that a function asks for; they share their connections.
pub struct Clients<'a> {
    config: &'a Config,
    shared: SdkConfig,
    http: SharedHttpClient,
}

impl<'a> Clients<'a> {
    /// Clients for the environment `config`.
    pub fn new(config: &'a Config) -> Result<Self, ConfigFault> {
        let credentials = Credentials::new(
            config.require("AWS_ACCESS_KEY_ID")?,
            config.require("AWS_SECRET_ACCESS_KEY")?,
            config.get("AWS_SESSION_TOKEN").map(str::to_owned),
            None,
            "environment",
        );
        let region = config.get("AWS_REGION").or(config.get("AWS_DEFAULT_REGION")).unwrap_or("us-east-1").to_owned();
        let attempt = config.parse("AWS_ATTEMPT_TIMEOUT_MILLIS")?.map_or(ATTEMPT, Duration::from_millis);
        let timeouts = aws_types::sdk_config::TimeoutConfig::builder()
            .connect_timeout(Duration::from_secs(1))
            .operation_attempt_timeout(attempt)
            .operation_timeout(attempt * ATTEMPTS)
            .build();
        let retries = match config.parse("AWS_MAX_ATTEMPTS")? {
            Some(attempts) => RetryConfig::standard().with_max_attempts(attempts),
            None => RetryConfig::standard(),
        };
        let shared = SdkConfig::builder()
            .behavior_version(aws_sdk_dynamodb::config::BehaviorVersion::latest())
            .region(Region::new(region))
            .credentials_provider(SharedCredentialsProvider::new(credentials))
            .timeout_config(timeouts)
            .retry_config(retries)
            .build();
        let http = config.transport().map_or_else(|| http_client(config), |transport| Ok(transport.clone()))?;
        Ok(Self { config, shared, http })
    }

    /// The settings of one service, such as `DYNAMODB`, with its endpoint if that is overridden.
    pub fn of(&self, service: &str) -> SdkConfig {
        let endpoint = self.config.get(&format!("AWS_ENDPOINT_URL_{service}")).or(self.config.get("AWS_ENDPOINT_URL"));
        let builder = self.shared.to_builder().http_client(self.http.clone());
        match endpoint {
            Some(url) => builder.endpoint_url(url).build(),
            None => builder.build(),
        }
    }

    /// DynamoDB.
    pub fn dynamodb(&self) -> aws_sdk_dynamodb::Client {
        aws_sdk_dynamodb::Client::new(&self.of("DYNAMODB"))
    }

    /// SNS, made when it is first needed.
    pub fn sns(&self) -> Lazy<aws_sdk_sns::Client> {
        let settings = self.of("SNS");
        Lazy::new(move || aws_sdk_sns::Client::new(&settings))
    }

    /// SQS, made when it is first needed.
    pub fn sqs(&self) -> Lazy<aws_sdk_sqs::Client> {
        let settings = self.of("SQS");
        Lazy::new(move || aws_sdk_sqs::Client::new(&settings))
    }

    /// S3, made when it is first needed.
    pub fn s3(&self) -> Lazy<aws_sdk_s3::Client> {
        let settings = self.of("S3");
        Lazy::new(move || aws_sdk_s3::Client::new(&settings))
    }

    /// SES v2, made when it is first needed.
    pub fn ses(&self) -> Lazy<aws_sdk_sesv2::Client> {
        let settings = self.of("SESV2");
        Lazy::new(move || aws_sdk_sesv2::Client::new(&settings))
    }
}

/// HTTPS with rustls and ring, and plain HTTP for endpoints on this machine: a second client without TLS would link a
/// second HTTP stack. The TLS settings are made with the first client that uses it.
pub fn http_client(config: &Config) -> Result<SharedHttpClient, ConfigFault> {
    let fault = |error: &dyn std::fmt::Display| ConfigFault { name: "TLS".to_owned(), reason: error.to_string() };
    let context = TlsContext::builder().with_trust_store(roots::trusted(config)?).build();
    let context = context.map_err(|error| fault(&error))?;
    Ok(Builder::new().tls_provider(Provider::Rustls(CryptoMode::Ring)).tls_context(context).build_https())
}
