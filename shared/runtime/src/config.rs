//! Configuration as a value: only a binary's `main` reads the environment.

use std::collections::BTreeMap;
use std::ffi::OsString;

use aws_smithy_runtime_api::client::http::SharedHttpClient;

/// The environment of one function.
#[derive(Clone, Default)]
pub struct Config {
    variables: BTreeMap<String, String>,
    transport: Option<SharedHttpClient>,
}

/// A variable that must be there and is not, or cannot be read.
#[derive(Clone, Debug, thiserror::Error)]
#[error("the environment variable {name} {reason}")]
pub struct ConfigFault {
    /// The variable.
    pub name: String,
    /// What is wrong with it; never its value.
    pub reason: String,
}

impl From<BTreeMap<String, String>> for Config {
    fn from(variables: BTreeMap<String, String>) -> Self {
        Self { variables, transport: None }
    }
}

impl Config {
    /// The variables of this process.
    pub fn from_environment() -> Self {
        let text = |(name, value): (OsString, OsString)| Some((name.into_string().ok()?, value.into_string().ok()?));
        Self::from(std::env::vars_os().filter_map(text).collect::<BTreeMap<_, _>>())
    }

    /// The same environment, where AWS is reached by `transport` instead of a client that the function makes for itself.
    pub fn by(self, transport: SharedHttpClient) -> Self {
        Self { transport: Some(transport), ..self }
    }

    /// What AWS is reached by, if not by a client that the function makes for itself.
    pub(crate) fn transport(&self) -> Option<&SharedHttpClient> {
        self.transport.as_ref()
    }

    /// The same with another value for one variable.
    #[must_use]
    pub fn with(&self, name: &str, value: String) -> Self {
        let mut variables = self.variables.clone();
        variables.insert(name.to_owned(), value);
        Self { variables, transport: self.transport.clone() }
    }

    /// A variable, if it is there and not empty.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.variables.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// A variable that must be there.
    pub fn require(&self, name: &str) -> Result<&str, ConfigFault> {
        self.get(name).ok_or_else(|| ConfigFault { name: name.to_owned(), reason: "is not set".to_owned() })
    }

    /// A variable read as a `T`, if it is there.
    pub fn parse<T: std::str::FromStr>(&self, name: &str) -> Result<Option<T>, ConfigFault>
    where
        T::Err: std::fmt::Display,
    {
        let read = |text: &str| {
            text.parse().map_err(|error: T::Err| ConfigFault { name: name.to_owned(), reason: error.to_string() })
        };
        self.get(name).map(read).transpose()
    }
}

/// Values may be secrets, so only names are shown.
impl std::fmt::Debug for Config {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.variables.keys()).finish()
    }
}
