//! What can be wrong with a template.

/// Why a template cannot be run locally. Each names the place in the template.
#[derive(Debug, thiserror::Error)]
pub enum TemplateFault {
    /// The text is not YAML.
    #[error("the template is not YAML: {0}")]
    NotYaml(#[from] serde_yaml_ng::Error),
    /// A reference leads nowhere.
    #[error("{at}: {name:?} names no parameter and no resource of the template")]
    Unknown {
        /// Where the reference stands.
        at: String,
        /// What it names.
        name: String,
    },
    /// A parameter has no default and was given no value.
    #[error("the parameter {0:?} has no default and was given no value")]
    Unset(String),
    /// A secret that the template resolves was not given.
    #[error("{at}: the secret {secret:?} has no key {key:?}")]
    SecretMissing {
        /// Where the secret is used.
        at: String,
        /// The secret's name in Secrets Manager.
        secret: String,
        /// The key inside it.
        key: String,
    },
    /// A part does not have the form that CloudFormation or SAM asks for.
    #[error("{at}: {reason}")]
    Malformed {
        /// Where it stands.
        at: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A part is valid but is nothing the local stack can run.
    #[error("{at}: the local stack cannot run {what}")]
    Unsupported {
        /// Where it stands.
        at: String,
        /// What it is.
        what: String,
    },
}

impl TemplateFault {
    pub(super) fn malformed(at: &str, reason: impl std::fmt::Display) -> Self {
        Self::Malformed { at: at.to_owned(), reason: reason.to_string() }
    }

    pub(super) fn unsupported(at: &str, what: impl std::fmt::Display) -> Self {
        Self::Unsupported { at: at.to_owned(), what: what.to_string() }
    }
}
