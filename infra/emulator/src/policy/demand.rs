//! What somebody wants to do.

use std::collections::BTreeMap;

/// What a request says about itself, by condition key; a key may have many values, or none.
pub type Context = BTreeMap<String, Vec<String>>;

/// Who wants something, as the policies of resources and the trust of roles name them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Principal<'a> {
    /// A service, such as `sns.amazonaws.com`.
    Service(&'a str),
    /// Whoever acts in the role with this ARN.
    Role(&'a str),
}

/// One action on one resource.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Demand {
    /// The action, such as `dynamodb:PutItem`.
    pub action: String,
    /// The ARN of the resource, or `*` where an action has none.
    pub resource: String,
    /// What is known about the request.
    pub context: Context,
}

impl Demand {
    /// An action on a resource about which nothing else is known.
    pub fn new(action: impl Into<String>, resource: impl Into<String>) -> Self {
        Self { action: action.into(), resource: resource.into(), context: Context::new() }
    }

    /// The same demand, knowing this too.
    pub fn with(mut self, key: &str, values: Vec<String>) -> Self {
        self.context.insert(key.to_owned(), values);
        self
    }
}
