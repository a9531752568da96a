//! What was found, and how it is told.

use super::stack::Standing;
use crate::deployed::StackName;

/// How much a finding matters; the weightiest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// The shop does not work, or cannot be deployed, until this is mended.
    Missing,
    /// It could not be looked at.
    Unknown,
    /// The shop works, and would be better off.
    Advised,
}

impl Weight {
    /// The word that a line begins with.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Unknown => "unknown",
            Self::Advised => "advised",
        }
    }
}

/// Something that is not as it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// How much it matters.
    pub weight: Weight,
    /// What is not as it should be.
    pub what: String,
    /// What to do about it.
    pub remedy: String,
}

impl Finding {
    /// Something without which the shop does not work.
    pub(super) fn missing(what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { weight: Weight::Missing, what: what.into(), remedy: remedy.into() }
    }

    /// Something that the shop would be better off with.
    pub(super) fn advised(what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { weight: Weight::Advised, what: what.into(), remedy: remedy.into() }
    }

    /// Something that could not be looked at, for want of `permission` or for what AWS said.
    pub(super) fn unknown(what: &str, reason: &str, permission: &str) -> Self {
        Self {
            weight: Weight::Unknown,
            what: format!("{what} could not be looked at: {reason}"),
            remedy: format!("look again later, with the permission {permission}: infra/deployer-policy.json"),
        }
    }
}

/// What was found, the weightiest first.
#[derive(Clone, Debug)]
pub struct Report {
    heading: String,
    findings: Vec<Finding>,
}

impl Report {
    pub(super) fn new(stack: &StackName, region: &str, standing: Option<&Standing>) -> Self {
        let heading = match standing {
            Some(standing) => format!("The stack {stack} in {region} is {}.", standing.status),
            None => {
                format!("There is no stack {stack} in {region} yet: this is about deploying it for the first time.")
            }
        };
        Self { heading, findings: Vec::new() }
    }

    pub(super) fn extend(&mut self, findings: Vec<Finding>) {
        self.findings.extend(findings);
        self.findings.sort_by_key(|finding| finding.weight);
    }

    /// All of it, the weightiest first.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// Whether the shop works, as far as can be seen.
    pub fn is_well(&self) -> bool {
        self.count(Weight::Missing) == 0
    }

    fn count(&self, weight: Weight) -> usize {
        self.findings.iter().filter(|finding| finding.weight == weight).count()
    }

    /// Line by line for a person.
    pub fn lines(&self) -> Vec<String> {
        let mut lines = vec![self.heading.clone()];
        for Finding { weight, what, remedy } in &self.findings {
            lines.push(format!("{}: {what}", weight.as_str()));
            lines.push(format!("    {remedy}"));
        }
        let [missing, unknown, advised] = [Weight::Missing, Weight::Unknown, Weight::Advised].map(|w| self.count(w));
        lines.push(format!("{missing} missing, {unknown} unknown, {advised} advised."));
        lines
    }
}
