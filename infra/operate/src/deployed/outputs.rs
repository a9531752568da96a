//! The outputs of a stack, as `CloudFormation` tells them.

use std::collections::BTreeMap;

use aws_sdk_cloudformation::Client;
use aws_sdk_cloudformation::error::{DisplayErrorContext, ProvideErrorMetadata as _};
use runtime::Config;
use runtime::clients::Clients;

use super::{DeployedFault, StackName, in_short};

/// Asks for the outputs of `stack`, by key.
pub(super) async fn of(stack: &StackName, environment: &Config) -> Result<BTreeMap<String, String>, DeployedFault> {
    let settings = Clients::new(environment).map_err(DeployedFault::NoCaller)?.of("CLOUDFORMATION");
    let undescribed = |reason: String| DeployedFault::Undescribed {
        stack: stack.clone(),
        region: settings.region().map_or_else(String::new, ToString::to_string),
        reason,
    };
    let asked = Client::new(&settings).describe_stacks().stack_name(stack.to_string()).send().await;
    let told = asked.map_err(|error| {
        let words = error.code().zip(error.message()).map(|(code, message)| format!("{code}: {message}"));
        undescribed(words.unwrap_or_else(|| in_short(&DisplayErrorContext(error).to_string()).to_owned()))
    })?;
    let found = told.stacks().first().ok_or_else(|| undescribed("there is none".to_owned()))?;
    let pairs = found.outputs().iter();
    Ok(pairs.filter_map(|output| Some((output.output_key()?.to_owned(), output.output_value()?.to_owned()))).collect())
}
