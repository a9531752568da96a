//! What takes Lambda events.

use async_trait::async_trait;
use serde_json::{Value, json};

/// An invocation that ended without an answer: Lambda calls it a function error.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{kind}: {message}")]
pub struct InvocationFault {
    /// What Lambda names the error.
    pub kind: String,
    /// What it says.
    pub message: String,
}

impl InvocationFault {
    /// The answer that Lambda gives to the caller.
    pub fn answer(&self) -> Value {
        json!({ "errorType": self.kind, "errorMessage": self.message })
    }
}

/// Something that takes Lambda events.
#[async_trait]
pub trait Invocable: Send + Sync {
    /// Hands over one event, and answers what the function answered.
    async fn invoke(&self, event: Value) -> Result<Value, InvocationFault>;
}
