//! The language of IAM's policies, and what several of them say together
//! (<https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html>).
//!
//! Templates hold policies, and [`crate::iam`] goes by them.

mod condition;
mod demand;
mod glob;
mod value;

use serde_json::{Map, Value};

pub use self::demand::{Context, Demand, Principal};
pub use self::value::PolicyFault;

use self::condition::Condition;
use self::value::texts;

/// A policy document.
#[derive(Clone, Debug)]
pub struct Policy {
    /// What it is called in its template.
    pub name: String,
    statements: Vec<Statement>,
}

/// Where a policy stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PolicyKind {
    /// At a role: it says what the role may do.
    Identity,
    /// At a resource: it says who may do what with it.
    Resource,
    /// At a role: it says who may take it on.
    Trust,
}

/// Why something is not allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Denial<'a> {
    /// The policy of this name denies it.
    Explicit(&'a str),
    /// No policy allows it.
    Implicit,
}

#[derive(Clone, Debug)]
struct Statement {
    allows: bool,
    actions: Patterns,
    /// Nothing, in the trust of a role, which is about the role itself.
    resources: Option<Patterns>,
    /// Nothing, in the policy of a role, which is about whoever has the role.
    principals: Option<Principals>,
    conditions: Vec<Condition>,
}

/// What is named, or everything but what is named.
#[derive(Clone, Debug)]
struct Patterns {
    named: Vec<String>,
    excluded: bool,
}

#[derive(Clone, Debug, Default)]
struct Principals {
    everyone: bool,
    services: Vec<String>,
    arns: Vec<String>,
}

/// The elements of a statement.
const ELEMENTS: [&str; 8] =
    ["Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Principal", "Condition"];

impl Policy {
    /// Reads a policy document.
    pub fn parse(kind: PolicyKind, name: &str, document: &Value) -> Result<Self, PolicyFault> {
        if document.get("Version").and_then(Value::as_str) != Some("2012-10-17") {
            return Err(PolicyFault::Malformed("a policy has the Version 2012-10-17".to_owned()));
        }
        let statements = match document.get("Statement") {
            Some(Value::Array(statements)) => statements.iter().collect(),
            Some(statement @ Value::Object(_)) => vec![statement],
            _ => return Err(PolicyFault::Malformed("a policy has a Statement".to_owned())),
        };
        let statements: Result<Vec<_>, _> = statements.into_iter().map(|one| Statement::parse(kind, one)).collect();
        Ok(Self { name: name.to_owned(), statements: statements? })
    }
}

impl Statement {
    fn parse(kind: PolicyKind, statement: &Value) -> Result<Self, PolicyFault> {
        let malformed = |reason: &str| PolicyFault::Malformed(reason.to_owned());
        let fields = statement.as_object().ok_or_else(|| malformed("a Statement is a map"))?;
        if let Some(other) = fields.keys().find(|name| !ELEMENTS.contains(&name.as_str())) {
            return Err(PolicyFault::Unsupported(format!("the statement element {other}")));
        }
        let allows = match fields.get("Effect").and_then(Value::as_str) {
            Some("Allow") => true,
            Some("Deny") => false,
            _ => return Err(malformed("an Effect is Allow or Deny")),
        };
        let actions = Patterns::parse(fields, "Action", "NotAction")?;
        let resources = Patterns::parse(fields, "Resource", "NotResource")?;
        let principals = fields.get("Principal").map(Principals::parse).transpose()?;
        if (kind == PolicyKind::Identity) != principals.is_none() {
            return Err(malformed("a Principal belongs to resources and to the trust of roles, and nowhere else"));
        }
        if (kind == PolicyKind::Trust) != resources.is_none() {
            return Err(malformed("a statement names a Resource, unless it is about trust in a role"));
        }
        let conditions = Condition::parse(fields.get("Condition"))?;
        // It would fail a permission, as it should; but it would also lift a denial, and nobody would notice.
        if let Some(key) = conditions.iter().find_map(Condition::unknown_key).filter(|_| !allows) {
            return Err(PolicyFault::Unsupported(format!("a denial that depends on {key}")));
        }
        Ok(Self {
            allows,
            actions: actions.ok_or_else(|| malformed("a statement names an Action"))?.lowercase(),
            resources,
            principals,
            conditions,
        })
    }

    /// Whether the statement is about `demand`, whose action is `action` in lower case.
    fn applies(&self, principal: Principal<'_>, action: &str, demand: &Demand) -> bool {
        self.actions.include(|pattern| glob::matches(pattern, action))
            && self.resources.as_ref().is_none_or(|all| all.include(|one| glob::matches(one, &demand.resource)))
            && self.principals.as_ref().is_none_or(|principals| principals.include(principal))
            && self.conditions.iter().all(|condition| condition.holds(&demand.context))
    }
}

impl Patterns {
    fn parse(fields: &Map<String, Value>, name: &str, exclusion: &str) -> Result<Option<Self>, PolicyFault> {
        match (fields.get(name), fields.get(exclusion)) {
            (None, None) => Ok(None),
            (Some(named), None) => Ok(Some(Self { named: texts(named, name)?, excluded: false })),
            (None, Some(named)) => Ok(Some(Self { named: texts(named, exclusion)?, excluded: true })),
            (Some(_), Some(_)) => Err(PolicyFault::Malformed(format!("{name} and {exclusion} exclude each other"))),
        }
    }

    /// The same patterns for comparing without case, as actions are.
    fn lowercase(mut self) -> Self {
        self.named.iter_mut().for_each(|pattern| pattern.make_ascii_lowercase());
        self
    }

    fn include(&self, fits: impl Fn(&str) -> bool) -> bool {
        self.named.iter().any(|pattern| fits(pattern)) != self.excluded
    }
}

impl Principals {
    fn parse(value: &Value) -> Result<Self, PolicyFault> {
        let mut principals = Self::default();
        match value {
            Value::String(text) if text == "*" => principals.everyone = true,
            Value::Object(kinds) => {
                for (kind, named) in kinds {
                    match kind.as_str() {
                        "Service" => principals.services = texts(named, kind)?,
                        "AWS" => principals.arns = texts(named, kind)?,
                        other => return Err(PolicyFault::Unsupported(format!("the principal {other}"))),
                    }
                }
                principals.everyone = principals.arns.iter().any(|arn| arn == "*");
            }
            other => return Err(PolicyFault::Malformed(format!("{other} is no Principal"))),
        }
        Ok(principals)
    }

    fn include(&self, principal: Principal<'_>) -> bool {
        self.everyone
            || match principal {
                Principal::Service(name) => self.services.iter().any(|service| service == name),
                Principal::Role(arn) => self.arns.iter().any(|named| named == arn),
            }
    }
}

/// What the policies say together: a denial beats every permission, and without a permission nothing is allowed.
pub fn decide<'a>(
    policies: impl IntoIterator<Item = &'a Policy>,
    principal: Principal<'_>,
    demand: &Demand,
) -> Result<(), Denial<'a>> {
    let action = demand.action.to_ascii_lowercase();
    let mut allowed = false;
    for policy in policies {
        for statement in policy.statements.iter().filter(|statement| statement.applies(principal, &action, demand)) {
            if !statement.allows {
                return Err(Denial::Explicit(&policy.name));
            }
            allowed = true;
        }
    }
    if allowed { Ok(()) } else { Err(Denial::Implicit) }
}

#[cfg(test)]
mod tests;
