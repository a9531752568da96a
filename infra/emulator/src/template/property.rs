//! Reading resolved properties: CloudFormation takes `60`, `"60"` and `!Ref Sixty` alike.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::fault::TemplateFault;
use super::intrinsics::Scope;

/// The properties at `at`, resolved and read as `T`.
pub(super) fn read<T: DeserializeOwned>(scope: &Scope<'_>, value: &Value, at: &str) -> Result<T, TemplateFault> {
    let resolved = match value {
        Value::Null => Value::Object(serde_json::Map::new()),
        value => scope.resolve(value, at)?,
    };
    serde_json::from_value(resolved).map_err(|error| TemplateFault::malformed(at, error))
}

/// A number that may be written as text.
pub(super) fn number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    match Value::deserialize(deserializer)? {
        Value::Null => Ok(None),
        Value::Number(number) => {
            number.as_i64().map(Some).ok_or_else(|| serde::de::Error::custom("not a whole number"))
        }
        Value::String(text) => text.trim().parse().map(Some).map_err(serde::de::Error::custom),
        other => Err(serde::de::Error::custom(format!("expected a number, found {other}"))),
    }
}

/// A flag that may be written as text.
pub(super) fn flag<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<bool>, D::Error> {
    match Value::deserialize(deserializer)? {
        Value::Null => Ok(None),
        Value::Bool(flag) => Ok(Some(flag)),
        Value::String(text) => text.trim().parse().map(Some).map_err(serde::de::Error::custom),
        other => Err(serde::de::Error::custom(format!("expected true or false, found {other}"))),
    }
}

/// A JSON document that may be written as a text, as policies and patterns are.
pub(super) fn document(value: Value, at: &str) -> Result<Value, TemplateFault> {
    match value {
        Value::String(text) => serde_json::from_str(&text).map_err(|error| TemplateFault::malformed(at, error)),
        value => Ok(value),
    }
}

/// A count or a number of seconds that cannot be negative.
pub(super) fn unsigned(value: Option<i64>, default: u32, at: &str) -> Result<u32, TemplateFault> {
    value.map_or(Ok(default), |number| u32::try_from(number).map_err(|error| TemplateFault::malformed(at, error)))
}
