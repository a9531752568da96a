//! A deployed stack, worked on from this machine with the caller's own AWS credentials.
//!
//! The use-cases are those of the functions, on the stack's table: what they need to know of the stack stands in its
//! outputs. Which permissions the caller needs is in `infra/adr/0015-work-on-a-deployed-stack.md`.

mod outputs;

use std::collections::BTreeMap;
use std::str::FromStr;
use std::sync::Arc;

use runtime::clock::SystemClock;
use runtime::config::ConfigFault;
use runtime::ids::SystemIds;
use runtime::{App, Config, Function, StartFault};

/// The variables of the caller's environment that say who calls, and where AWS is.
const CREDENTIALS: [&str; 3] = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"];
/// How to have them set; `aws-config`, which would look for them everywhere, is not part of the shop.
const ADVICE: &str =
    r#"eval "$(aws configure export-credentials --format env)" sets the credentials, export AWS_REGION=… the region"#;
/// How long one attempt of a call may take, in milliseconds: the table may be a continent away.
const ATTEMPT_MILLIS: &str = "10000";

/// The name of a `CloudFormation` stack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StackName(String);

/// It is no name of a stack.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a stack's name is up to 128 letters, digits and hyphens, a letter first")]
pub struct NoStackName;

impl FromStr for StackName {
    type Err = NoStackName;

    fn from_str(text: &str) -> Result<Self, NoStackName> {
        let begins = text.starts_with(|first: char| first.is_ascii_alphabetic());
        let fits = text.len() <= 128 && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        if begins && fits { Ok(Self(text.to_owned())) } else { Err(NoStackName) }
    }
}

impl std::fmt::Display for StackName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why a stack cannot be worked on.
#[derive(Debug, thiserror::Error)]
pub enum DeployedFault {
    /// The environment does not say who calls, or where.
    #[error("{0}; {ADVICE}")]
    NoCaller(ConfigFault),
    /// `CloudFormation` knows no such stack here, or tells this caller nothing about it.
    #[error("CloudFormation does not describe the stack {stack} in {region}: {reason}")]
    Undescribed {
        /// The stack.
        stack: StackName,
        /// Where it was looked for.
        region: String,
        /// `CloudFormation`'s words.
        reason: String,
    },
    /// The stack was deployed from an older template, or is none of ours.
    #[error("the stack {stack} has no output {output}: deploy this version of the template first")]
    NoOutput {
        /// The stack.
        stack: StackName,
        /// The output.
        output: &'static str,
    },
    /// What the stack says does not start a function.
    #[error(transparent)]
    Start(#[from] StartFault),
}

/// A deployed stack that was found.
#[derive(Debug)]
pub struct Deployed {
    environment: Config,
}

impl Deployed {
    /// Finds the stack of this name with the credentials in `environment`.
    pub async fn find(stack: &StackName, environment: &Config) -> Result<Self, DeployedFault> {
        let mut variables = caller(environment).map_err(DeployedFault::NoCaller)?;
        let outputs = outputs::of(stack, &Config::from(variables.clone())).await?;
        for (variable, output) in [("TABLE_NAME", "TableName"), ("STORE_CURRENCY", "StoreCurrency")] {
            let value = outputs.get(output).ok_or_else(|| DeployedFault::NoOutput { stack: stack.clone(), output })?;
            variables.insert(variable.to_owned(), value.clone());
        }
        Ok(Self { environment: Config::from(variables) })
    }

    /// A function of the stack as far as its table and its currency go: it has no keys, and reaches nobody else.
    pub fn app(&self, function: &Function) -> Result<App, DeployedFault> {
        let ports = Function { gateways: runtime::ports::none, ..*function };
        Ok(ports.start(&self.environment, Arc::new(SystemClock), Arc::new(SystemIds))?)
    }
}

/// What the environment says about caller, region and endpoints.
pub(crate) fn caller(environment: &Config) -> Result<BTreeMap<String, String>, ConfigFault> {
    let [id, secret, _] = CREDENTIALS;
    let given = |name: &str| Some((name.to_owned(), environment.get(name)?.to_owned()));
    // Nothing is done in a region that nobody named.
    let region = environment.get("AWS_REGION").or(environment.get("AWS_DEFAULT_REGION"));
    let region = region.map_or_else(|| environment.require("AWS_REGION"), Ok)?.to_owned();
    environment.require(id).and(environment.require(secret))?;
    let endpoints = ["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_CLOUDFORMATION", "AWS_ENDPOINT_URL_DYNAMODB"];
    let settings = ["AWS_ATTEMPT_TIMEOUT_MILLIS", "AWS_MAX_ATTEMPTS"];
    let mut variables: BTreeMap<String, String> =
        CREDENTIALS.into_iter().chain(endpoints).chain(settings).filter_map(given).collect();
    variables.insert("AWS_REGION".to_owned(), region);
    variables.entry("AWS_ATTEMPT_TIMEOUT_MILLIS".to_owned()).or_insert_with(|| ATTEMPT_MILLIS.to_owned());
    Ok(variables)
}

/// What an SDK says of a failure, without the dump of the answer behind it.
pub fn in_short(failure: &str) -> &str {
    let dumps =
        [" (ServiceError(", " (DispatchFailure(", " (TimeoutError(", " (ResponseError(", " (ConstructionFailure("];
    let end = dumps.iter().filter_map(|dump| failure.find(dump)).min();
    end.and_then(|end| failure.get(..end)).unwrap_or(failure)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(variables: &[(&str, &str)]) -> Config {
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        Config::from(variables.iter().map(owned).collect::<BTreeMap<_, _>>())
    }

    #[test]
    fn names_of_stacks_are_those_that_cloudformation_takes() {
        for name in ["souk", "Souk-2"] {
            assert_eq!(name.parse::<StackName>().unwrap().to_string(), name);
        }
        for name in ["", "2souk", "-souk", "so uk", "souk_dev", &"s".repeat(129)] {
            assert_eq!(name.parse::<StackName>(), Err(NoStackName), "{name}");
        }
    }

    #[test]
    fn who_calls_and_where_must_be_said() {
        let key = [("AWS_ACCESS_KEY_ID", "id"), ("AWS_SECRET_ACCESS_KEY", "secret")];
        let missing = |variables: &[(&str, &str)]| caller(&with(variables)).unwrap_err().name;
        assert_eq!(missing(&key), "AWS_REGION");
        assert_eq!(missing(&[("AWS_REGION", "eu-west-1")]), "AWS_ACCESS_KEY_ID");
        assert_eq!(missing(&[("AWS_REGION", "eu-west-1"), key[0]]), "AWS_SECRET_ACCESS_KEY");
        let told =
            caller(&with(&[("AWS_DEFAULT_REGION", "eu-west-1"), key[0], key[1], ("HOME", "/home/ana")])).unwrap();
        assert_eq!(told["AWS_REGION"], "eu-west-1");
        assert!(!told.contains_key("HOME"), "the rest of the environment is nobody's business");
    }

    #[test]
    fn a_failure_is_told_without_its_dump() {
        let told = "service error: AccessDeniedException: no (ServiceError(ServiceError { source: … }))";
        assert_eq!(in_short(told), "service error: AccessDeniedException: no");
        assert_eq!(in_short("the table is contended"), "the table is contended");
    }
}
