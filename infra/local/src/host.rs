//! The functions of the template, each started once with its own configuration.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use async_trait::async_trait;
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use kernel::id::IdSource;
use kernel::time::Clock;
use runtime::{App, Config, Function, Role};
use serde_json::Value;

use emulator::invocable::{Invocable, InvocationFault};
use emulator::template::FunctionSpec;

/// One function of the template, started.
pub struct Hosted {
    /// What the template says about it.
    pub spec: FunctionSpec,
    /// Its configuration, store and ports.
    pub app: App,
    function: &'static Function,
    role: Option<Role>,
    invocations: AtomicU64,
}

/// A function of the template cannot be started.
#[derive(Debug, thiserror::Error)]
pub enum HostFault {
    /// No package of that name is part of the local stack.
    #[error("{function} is built from the package {package:?}, which the local stack does not contain")]
    NoPackage {
        /// The function's logical id.
        function: String,
        /// The package's name.
        package: String,
    },
    /// Its configuration is incomplete or wrong.
    #[error("{function} cannot start: {reason}")]
    Start {
        /// The function's logical id.
        function: String,
        /// What it said.
        reason: String,
    },
}

impl Hosted {
    /// Starts a function with its environment and `overrides`, as a cold start does; it reaches AWS by `transport`.
    pub fn start(
        spec: FunctionSpec,
        overrides: &BTreeMap<String, String>,
        transport: SharedHttpClient,
        clock: Arc<dyn Clock>,
        ids: Arc<dyn IdSource>,
    ) -> Result<Self, HostFault> {
        let refused = |reason: String| HostFault::Start { function: spec.logical_id.clone(), reason };
        let Some(function) = functions::find(&spec.package) else {
            return Err(HostFault::NoPackage { function: spec.logical_id, package: spec.package });
        };
        let mut environment = spec.environment.clone();
        environment.extend(overrides.clone());
        let config = Config::from(environment).by(transport);
        let role = config.parse("ROLE").map_err(|fault| refused(fault.to_string()))?;
        let app = function.start(&config, clock, ids).map_err(|fault| refused(fault.to_string()))?;
        Ok(Self { spec, app, function, role, invocations: AtomicU64::new(0) })
    }

    /// Which part of its package it plays; without one, that follows from each event.
    pub fn role(&self) -> Option<Role> {
        self.role
    }

    /// How often it was called.
    pub fn invocations(&self) -> u64 {
        self.invocations.load(Ordering::Relaxed)
    }

    /// Whether this is the function that `reference` names for `event`: by logical id, or by package and kind of event.
    pub fn is(&self, reference: &str, event: &Value) -> bool {
        let takes = || self.role.is_none_or(|role| role == Role::of(event));
        reference == self.spec.logical_id || (reference == self.spec.package && takes())
    }
}

#[async_trait]
impl Invocable for Hosted {
    async fn invoke(&self, event: Value) -> Result<Value, InvocationFault> {
        self.invocations.fetch_add(1, Ordering::Relaxed);
        // On a thread of its own, as every instance of a Lambda function has one: hashing a password must not keep the
        // database from answering, and a panic ends one invocation.
        let (function, app, role) = (self.function, self.app.clone(), self.role.unwrap_or_else(|| Role::of(&event)));
        let runtime = tokio::runtime::Handle::current();
        let invocation = tokio::task::spawn_blocking(move || runtime.block_on(function.handle(&app, role, event)));
        match invocation.await {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(fault)) => {
                tracing::error!(function.name = self.spec.logical_id, error = %fault, "an invocation failed");
                Err(InvocationFault { kind: "Runtime.HandlerError".to_owned(), message: fault.to_string() })
            }
            Err(error) => {
                tracing::error!(function.name = self.spec.logical_id, %error, "an invocation did not end");
                let message = format!("{} did not end: {error}", self.spec.logical_id);
                Err(InvocationFault { kind: "Runtime.ExitError".to_owned(), message })
            }
        }
    }
}
