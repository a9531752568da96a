//! The services that are asked, and what their refusals mean.

use aws_sdk_cloudformation::error::{DisplayErrorContext, ProvideErrorMetadata};
use runtime::Config;
use runtime::clients::Clients;

use crate::deployed::{DeployedFault, in_short};

/// Clients of the services that are asked.
pub(super) struct Aws {
    pub(super) cloudformation: aws_sdk_cloudformation::Client,
    pub(super) s3: aws_sdk_s3::Client,
    pub(super) secrets: aws_sdk_secretsmanager::Client,
    pub(super) ses: aws_sdk_sesv2::Client,
    pub(super) sns: aws_sdk_sns::Client,
    pub(super) quotas: aws_sdk_servicequotas::Client,
    region: String,
    environment: Config,
}

impl Aws {
    pub(super) fn new(environment: &Config) -> Result<Self, DeployedFault> {
        let clients = Clients::new(environment).map_err(DeployedFault::NoCaller)?;
        let cloudformation = clients.of("CLOUDFORMATION");
        Ok(Self {
            region: cloudformation.region().map_or_else(String::new, ToString::to_string),
            cloudformation: aws_sdk_cloudformation::Client::new(&cloudformation),
            s3: aws_sdk_s3::Client::new(&clients.of("S3")),
            secrets: aws_sdk_secretsmanager::Client::new(&clients.of("SECRETS_MANAGER")),
            ses: aws_sdk_sesv2::Client::new(&clients.of("SESV2")),
            sns: aws_sdk_sns::Client::new(&clients.of("SNS")),
            quotas: aws_sdk_servicequotas::Client::new(&clients.of("SERVICE_QUOTAS")),
            environment: environment.clone(),
        })
    }

    /// Whether there is a table of this name; AWS's words if that is not told.
    pub(super) async fn has_table(&self, name: &str) -> Result<bool, String> {
        let environment = self.environment.with("TABLE_NAME", name.to_owned());
        let in_words = |fault: &dyn std::fmt::Display| in_short(&fault.to_string()).to_owned();
        let clients = Clients::new(&environment).map_err(|fault| in_words(&fault))?;
        let table = runtime::tables::shop(&environment, &clients, 0).map_err(|fault| in_words(&fault))?;
        table.exists().await.map_err(|fault| in_words(&fault))
    }

    /// Where it is looked.
    pub(super) fn region(&self) -> &str {
        &self.region
    }
}

/// Why a question was not answered.
#[derive(Debug)]
pub(super) struct Refused {
    /// AWS's code, if it answered.
    code: Option<String>,
    /// Its words, in short.
    pub(super) reason: String,
}

impl Refused {
    pub(super) fn of<E>(error: E) -> Self
    where
        E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
    {
        let told = error.code().zip(error.message()).map(|(code, message)| format!("{code}: {message}"));
        Self {
            code: error.code().map(str::to_owned),
            reason: told.unwrap_or_else(|| in_short(&DisplayErrorContext(error).to_string()).to_owned()),
        }
    }

    /// Whether there is no such thing.
    pub(super) fn is_missing(&self) -> bool {
        let missing =
            ["ResourceNotFoundException", "NotFoundException", "NoSuchResourceException", "NotFound", "NoSuchBucket"];
        self.code.as_deref().is_some_and(|code| missing.contains(&code))
    }
}
