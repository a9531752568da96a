//! What stands in a policy document: texts, and faults.

use serde_json::Value;

/// Why a policy cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PolicyFault {
    /// It does not have the form of a policy.
    Malformed(String),
    /// It says something that is not evaluated here, and silence would be a guess.
    Unsupported(String),
}

/// A text or a list of texts. A policy variable in one is refused: nobody fills it in here.
pub(super) fn texts(value: &Value, what: &str) -> Result<Vec<String>, PolicyFault> {
    let items = match value {
        Value::Array(items) => items.iter().collect(),
        single => vec![single],
    };
    let read = |item: &Value| match item {
        Value::String(text) if text.contains("${") => {
            Err(PolicyFault::Unsupported(format!("the policy variable in {text:?}")))
        }
        Value::String(text) => Ok(text.clone()),
        Value::Bool(flag) => Ok(flag.to_string()),
        Value::Number(number) => Ok(number.to_string()),
        other => Err(PolicyFault::Malformed(format!("{what} cannot be {other}"))),
    };
    items.into_iter().map(read).collect()
}
