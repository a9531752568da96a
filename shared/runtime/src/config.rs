//! Configuration as a value: only a binary's `main` reads the environment.

use std::collections::BTreeMap;

/// The environment of one function.
#[derive(Clone, Default)]
pub struct Config(BTreeMap<String, String>);

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
        Self(variables)
    }
}

impl Config {
    /// The variables of this process.
    pub fn from_environment() -> Self {
        Self(
            std::env::vars_os()
                .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
                .collect(),
        )
    }

    /// The same with another value for one variable.
    #[must_use]
    pub fn with(&self, name: &str, value: String) -> Self {
        let mut variables = self.0.clone();
        variables.insert(name.to_owned(), value);
        Self(variables)
    }

    /// A variable, if it is there and not empty.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str).filter(|value| !value.is_empty())
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
        f.debug_set().entries(self.0.keys()).finish()
    }
}
