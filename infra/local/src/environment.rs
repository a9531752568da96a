//! The environment of functions that run outside of the stack's process, such as those that `cargo lambda watch` starts.

use std::collections::BTreeMap;

use crate::stack_state::StackState;

/// What chooses the part that a package plays; a process that plays all of them has none.
const ROLE: &str = "ROLE";
/// Where AWS is, for the services that have no variable of their own.
const ENDPOINT: &str = "AWS_ENDPOINT_URL";

/// There is no one environment for what was asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EnvironmentFault {
    /// There is no function of that name.
    #[error("there is no function {0:?}")]
    NoSuchFunction(String),
    /// Two functions that would share a process want different things.
    #[error("the functions do not agree on {0}")]
    Conflict(String),
    /// A file of variables cannot say this.
    #[error("the value of {0} has a quote or a line break")]
    Unwritable(String),
}

/// The variables of the functions with this logical id or package, or of all functions together; `ROLE` is left out.
pub fn of(stack_state: &StackState, name: Option<&str>) -> Result<BTreeMap<String, String>, EnvironmentFault> {
    let mut concurrent = BTreeMap::new();
    let specs = stack_state.functions.iter().map(|function| &function.spec);
    for spec in specs.filter(|spec| name.is_none_or(|name| name == spec.logical_id || name == spec.package)) {
        for (variable, value) in &spec.environment {
            let known = concurrent.entry(variable.clone()).or_insert_with(|| value.clone());
            if variable != ROLE && known != value {
                return Err(EnvironmentFault::Conflict(variable.clone()));
            }
        }
    }
    if concurrent.is_empty() {
        return Err(EnvironmentFault::NoSuchFunction(name.unwrap_or_default().to_owned()));
    }
    concurrent.remove(ROLE);
    concurrent.extend(stack_state.surroundings.clone());
    Ok(concurrent)
}

/// The variables of each function by its logical id, as `sam local invoke --env-vars` reads them
/// (<https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-sam-cli-using-invoke.html>).
///
/// SAM passes on what the template names, and nothing else. Region and credentials come from the shell.
pub fn for_sam(stack_state: &StackState) -> BTreeMap<String, BTreeMap<String, String>> {
    let surroundings = &stack_state.surroundings;
    let here = |name: &str| {
        // SAM knows of one endpoint for SNS, SQS and SES, which are one listener here.
        surroundings.get(if name == ENDPOINT { "AWS_ENDPOINT_URL_SQS" } else { name })
    };
    let of = |(name, value): (&String, &String)| (name.clone(), here(name).unwrap_or(value).clone());
    let specs = stack_state.functions.iter().map(|function| &function.spec);
    specs.map(|spec| (spec.logical_id.clone(), spec.environment.iter().map(of).collect())).collect()
}

/// The variables as a file, one a line, in the quotes that shells and `cargo lambda watch --env-file` both take literally
/// (<https://docs.rs/env-file-reader/0.3.0>).
pub fn file(variables: &BTreeMap<String, String>) -> Result<String, EnvironmentFault> {
    let mut file = String::new();
    for (name, value) in variables {
        // The reader of cargo-lambda makes a line break of a backslash before an n.
        if value.contains(['\'', '\n', '\r']) || value.contains("\\n") {
            return Err(EnvironmentFault::Unwritable(name.clone()));
        }
        file.extend([name, "='", value, "'\n"]);
    }
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_variables_keeps_every_value_to_the_letter() {
        let variables = |value: &str| BTreeMap::from([("NAME".to_owned(), value.to_owned())]);
        let keys = r#"{"keys":[{"x":"a b"}]}"#;
        assert_eq!(file(&variables(keys)).unwrap(), format!("NAME='{keys}'\n"));
        for value in ["it's", "two\nlines", "two\\nlines"] {
            assert_eq!(file(&variables(value)), Err(EnvironmentFault::Unwritable("NAME".to_owned())), "{value}");
        }
    }
}
