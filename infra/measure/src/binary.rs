//! What is measured.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

use serde_json::Value;

use crate::process::{Fault, Start};

/// The SDK clients that a function may have, by the names that their crates leave in a binary.
const CLIENTS: [(&str, &str); 4] =
    [("aws_sdk_dynamodb", "DynamoDB"), ("aws_sdk_sesv2", "SES"), ("aws_sdk_sns", "SNS"), ("aws_sdk_sqs", "SQS")];

/// Binaries that were built in one way.
#[derive(Clone, Debug)]
pub(crate) struct Build {
    /// What it is called.
    pub(crate) name: String,
    /// Where the binaries are.
    pub(crate) folder: PathBuf,
}

impl FromStr for Build {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (name, folder) = text.split_once('=').ok_or("must be <name>=<folder>")?;
        Ok(Self { name: name.to_owned(), folder: folder.into() })
    }
}

/// A request that a binary answers again and again.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    /// Its method and route.
    pub(crate) route: &'static str,
    /// The event.
    pub(crate) event: Value,
}

/// One binary, and what was measured of it.
pub(crate) struct Binary {
    /// How it was built.
    pub(crate) build: String,
    /// Which function it is.
    pub(crate) function: &'static str,
    /// Where it is.
    pub(crate) path: PathBuf,
    /// Its environment.
    pub(crate) environment: BTreeMap<String, String>,
    /// What it is asked.
    pub(crate) request: Option<Request>,
    /// Its size in bytes.
    pub(crate) size: u64,
    /// The SDK clients that are linked into it.
    pub(crate) clients: Vec<&'static str>,
    /// What its starts took.
    pub(crate) starts: Vec<Start>,
    /// What the request cost at the table, if the function says so.
    pub(crate) usage: Option<String>,
    /// What a request took, by turn.
    pub(crate) answers: Vec<Duration>,
}

impl Binary {
    /// The binary at `path`, not yet measured.
    pub(crate) fn at(
        path: PathBuf,
        build: &Build,
        function: &'static str,
        environment: BTreeMap<String, String>,
        request: Option<Request>,
    ) -> Result<Self, Fault> {
        Ok(Self {
            build: build.name.clone(),
            function,
            size: std::fs::metadata(&path)?.len(),
            clients: clients(&path)?,
            path,
            environment,
            request,
            starts: Vec::new(),
            usage: None,
            answers: Vec::new(),
        })
    }
}

/// The SDK clients whose code is in the file at `path`.
fn clients(path: &Path) -> Result<Vec<&'static str>, Fault> {
    let bytes = std::fs::read(path)?;
    let holds = |name: &str| bytes.windows(name.len()).any(|window| window == name.as_bytes());
    Ok(CLIENTS.into_iter().filter(|(name, _)| holds(name)).map(|(_, client)| client).collect())
}
