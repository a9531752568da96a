//! The bootstrap of every Lambda binary.

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use lambda_runtime::{LambdaEvent, service_fn};
use serde_json::Value;
use tracing::Instrument as _;
use web::App;

use crate::clock::SystemClock;
use crate::config::Config;
use crate::function::{Function, Role, WorkFault};
use crate::ids::SystemIds;
use crate::report::Invocation;
use crate::telemetry;

/// How long the start may wait for the table's connection.
const CONNECT: Duration = Duration::from_secs(1);

/// Serves `function` in the role that `ROLE` names, until Lambda ends the process.
///
/// Without `ROLE` each event finds its role, so that one process takes them all: `cargo lambda watch` starts one a package.
pub fn serve(function: &'static Function) -> ExitCode {
    let config = Config::from_environment();
    let name = config.get("AWS_LAMBDA_FUNCTION_NAME").unwrap_or(function.name);
    telemetry::start(config.get("LOG_LEVEL"), function, name);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    match runtime.map_err(|error| error.to_string()).and_then(|runtime| runtime.block_on(run(function, &config))) {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            tracing::error!(function.name = function.name, error = reason, "{} could not be served", function.name);
            ExitCode::FAILURE
        }
    }
}

async fn run(function: &'static Function, config: &Config) -> Result<(), String> {
    let role: Option<Role> = config.parse("ROLE").map_err(|fault| fault.to_string())?;
    let app = function.start(config, Arc::new(SystemClock), Arc::new(SystemIds)).map_err(|fault| fault.to_string())?;
    let app = &app;
    connect(app).await;
    let name = config.get("AWS_LAMBDA_FUNCTION_NAME").unwrap_or(function.name);
    lambda_runtime::run(service_fn(move |LambdaEvent { payload, context }: LambdaEvent<Value>| {
        let role = role.unwrap_or_else(|| Role::of(&payload));
        let span = telemetry::invocation(name, &context.request_id, context.xray_trace_id.as_deref());
        let invocation = Invocation {
            id: Some(context.request_id.clone()),
            trace: context.xray_trace_id.as_deref().and_then(telemetry::trace_root).map(str::to_owned),
        };
        let answer = async move { function.handle_in(app, role, payload, &invocation).await.map_err(WorkFault::from) };
        answer.instrument(span)
    }))
    .await
    .map_err(|error| error.to_string())
}

/// Opens the table's connection while Lambda still counts this as the start; a request finds it, or opens it itself.
async fn connect(app: &App) {
    match tokio::time::timeout(CONNECT, app.store.table().connect()).await {
        Ok(Ok(())) => {}
        Ok(Err(fault)) => tracing::warn!(error = %fault, "the table could not be reached at the start"),
        Err(_) => tracing::warn!("the table did not answer at the start"),
    }
}
