//! Roles are closed by default: each statement about items names the partitions that it is about, and fits into IAM.

use serde_json::Value;

use super::infrastructure::{Stack, at};

/// Characters of one managed policy, and of all policies of a role's own together; spaces do not count
/// (<https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html>).
const MOST_CHARACTERS: [usize; 2] = [6_144, 10_240];

/// What is done to items, of a table or an index.
const ITEM_ACTIONS: [&str; 11] = [
    "GetItem",
    "BatchGetItem",
    "Query",
    "Scan",
    "ConditionCheckItem",
    "PutItem",
    "UpdateItem",
    "DeleteItem",
    "BatchWriteItem",
    "TransactWriteItems",
    "TransactGetItems",
];

/// The statements of every role and every managed policy, with the name of what has them.
fn statements(stack: &Stack) -> Vec<(String, &Value)> {
    let roles = stack.all("AWS::IAM::Role").into_iter().flat_map(|(name, role)| {
        let own = at(role, "/Properties/Policies").as_array().into_iter().flatten();
        own.map(move |policy| (name, at(policy, "/PolicyDocument/Statement")))
    });
    let managed = stack.all("AWS::IAM::ManagedPolicy").into_iter();
    let managed = managed.map(|(name, policy)| (name, at(policy, "/Properties/PolicyDocument/Statement")));
    let all = roles.chain(managed);
    all.flat_map(|(name, list)| list.as_array().into_iter().flatten().map(move |one| (name.to_owned(), one))).collect()
}

/// A text, or a list of texts.
fn texts(value: &Value) -> Vec<&str> {
    value
        .as_array()
        .map_or_else(|| value.as_str().into_iter().collect(), |all| all.iter().filter_map(Value::as_str).collect())
}

/// Whether a statement is about items, by an action of theirs or by a pattern that has one in it.
fn is_about_items(statement: &Value) -> bool {
    texts(&statement["Action"]).into_iter().any(|action| {
        let named = action.strip_prefix("dynamodb:").unwrap_or_default();
        named.contains('*') || ITEM_ACTIONS.contains(&named) || named.starts_with("PartiQL")
    })
}

#[test]
fn nobody_is_let_into_the_whole_table() {
    let stack = Stack::ours();
    let statements = statements(&stack);
    let items: Vec<&(String, &Value)> = statements.iter().filter(|(_, statement)| is_about_items(statement)).collect();
    assert!(items.len() > 30, "{} statements about items", items.len());
    for (name, statement) in items {
        assert_eq!(statement["Effect"], "Allow", "{name}: what nobody allows needs no denial: {statement:#}");
        let partitions = texts(at(statement, "/Condition/ForAllValues:StringLike/dynamodb:LeadingKeys"));
        // A pattern ends with the part of the key that it names, so that `ORDER` does not open `ORDERS`.
        let narrow =
            |pattern: &&str| pattern.strip_suffix("#*").unwrap_or(pattern).chars().all(|c| c != '*' && c != '?');
        assert!(!partitions.is_empty() && partitions.iter().all(narrow), "{name}: {statement:#}");
        assert!(!texts(&statement["Action"]).iter().any(|action| action.contains('*')), "{name}: {statement:#}");
    }
}

#[test]
fn policies_are_no_longer_than_iam_takes_them() {
    let stack = Stack::ours();
    // Short forms are longer than what they stand for, but for the names of stacks, which are at most 128 characters.
    let length = |policy: &Value| policy.to_string().chars().filter(|character| !character.is_whitespace()).count();
    for (name, policy) in stack.all("AWS::IAM::ManagedPolicy") {
        let length = length(at(policy, "/Properties/PolicyDocument"));
        assert!(length <= MOST_CHARACTERS[0], "{name} has {length} characters");
    }
    for (name, role) in stack.all("AWS::IAM::Role") {
        let own = at(role, "/Properties/Policies").as_array().into_iter().flatten();
        let length: usize = own.map(|policy| length(at(policy, "/PolicyDocument"))).sum();
        assert!(length <= MOST_CHARACTERS[1], "{name} has {length} characters");
    }
}
