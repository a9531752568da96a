//! What a request to DynamoDB demands: actions, tables or indexes, and the partition keys it touches.
//!
//! Transactions have no action of their own: each of their parts demands what it would demand alone
//! (<https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html>). Partition keys are the
//! condition key `dynamodb:LeadingKeys`
//! (<https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html>).

use std::collections::BTreeMap;

use serde_json::Value;

use crate::policy::Demand;
use crate::template::{ACCOUNT, REGION, TableSpec};

/// The condition key of the partition keys that a request touches.
const LEADING_KEYS: &str = "dynamodb:LeadingKeys";

/// The names of the partition keys of tables and indexes.
#[derive(Clone, Debug, Default)]
pub struct Tables(BTreeMap<String, Partitions>);

#[derive(Clone, Debug)]
struct Partitions {
    table: String,
    indexes: BTreeMap<String, String>,
}

/// A request whose partition key cannot be told, so that nobody knows what it demands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Unclear;

impl Tables {
    /// The keys of a template's tables.
    pub fn of(tables: &[TableSpec]) -> Self {
        let partitions = |table: &TableSpec| {
            let indexes = ["GlobalSecondaryIndexes", "LocalSecondaryIndexes"]
                .iter()
                .filter_map(|kind| table.create.get(*kind).and_then(Value::as_array));
            let indexes = indexes.flatten().filter_map(|index| Some((text(index, "IndexName")?, hash_key(index)?)));
            Some((table.name.clone(), Partitions { table: hash_key(&table.create)?, indexes: indexes.collect() }))
        };
        Self(tables.iter().filter_map(partitions).collect())
    }

    /// What the operation with this body demands.
    pub(super) fn demands(&self, operation: &str, body: &Value) -> Result<Vec<Demand>, Unclear> {
        match operation {
            "GetItem" | "DeleteItem" | "UpdateItem" => Ok(vec![self.of_one(operation, body, "Key")]),
            "PutItem" => Ok(vec![self.of_one(operation, body, "Item")]),
            "Query" => Ok(vec![self.of_query(body)?]),
            "BatchGetItem" => Ok(self.of_tables(operation, body, |asked| {
                asked.get("Keys").and_then(Value::as_array).into_iter().flatten().collect()
            })),
            "BatchWriteItem" => Ok(self.of_tables(operation, body, |writes| {
                let writes = writes.as_array().into_iter().flatten();
                writes
                    .filter_map(|write| write.pointer("/PutRequest/Item").or(write.pointer("/DeleteRequest/Key")))
                    .collect()
            })),
            "TransactGetItems" | "TransactWriteItems" => Ok(self.of_transaction(body)),
            other => Ok(vec![Demand::new(format!("dynamodb:{other}"), resource(body))]),
        }
    }

    fn of_one(&self, operation: &str, body: &Value, holder: &str) -> Demand {
        let key = body.get(holder).and_then(|item| self.leading(body, item));
        Demand::new(format!("dynamodb:{operation}"), resource(body)).with(LEADING_KEYS, key.into_iter().collect())
    }

    fn of_tables<'a>(
        &self,
        operation: &str,
        body: &'a Value,
        items: impl Fn(&'a Value) -> Vec<&'a Value>,
    ) -> Vec<Demand> {
        let tables = body.get("RequestItems").and_then(Value::as_object).into_iter().flatten();
        let demand = |(name, asked): (&String, &'a Value)| {
            let partition = self.partition(name);
            let keys = items(asked).into_iter().filter_map(|item| scalar(item.get(partition?)?)).collect();
            Demand::new(format!("dynamodb:{operation}"), table_arn(name)).with(LEADING_KEYS, keys)
        };
        tables.map(demand).collect()
    }

    fn of_transaction(&self, body: &Value) -> Vec<Demand> {
        let parts = body.get("TransactItems").and_then(Value::as_array).into_iter().flatten();
        let parts = parts.filter_map(Value::as_object).flatten();
        let demand = |(kind, part): (&String, &Value)| match kind.as_str() {
            "Put" => self.of_one("PutItem", part, "Item"),
            "ConditionCheck" => self.of_one("ConditionCheckItem", part, "Key"),
            kind => self.of_one(&format!("{kind}Item"), part, "Key"),
        };
        parts.map(demand).collect()
    }

    fn of_query(&self, body: &Value) -> Result<Demand, Unclear> {
        let table = self.0.get(table_name(&text(body, "TableName").unwrap_or_default()));
        let partition = match text(body, "IndexName") {
            None => table.map(|table| &table.table),
            Some(index) => table.and_then(|table| table.indexes.get(&index)),
        };
        let key = match partition {
            Some(partition) => vec![queried(body, partition).ok_or(Unclear)?],
            // There is no such table or index, as the database will say to whoever may ask.
            None => Vec::new(),
        };
        Ok(Demand::new("dynamodb:Query", resource(body)).with(LEADING_KEYS, key))
    }

    /// The partition key of an item in the table that `request` names.
    fn leading(&self, request: &Value, item: &Value) -> Option<String> {
        scalar(item.get(self.partition(request.get("TableName")?.as_str()?)?)?)
    }

    fn partition(&self, table: &str) -> Option<&str> {
        self.0.get(table_name(table)).map(|table| table.table.as_str())
    }
}

/// The value that a query asks the partition key to have.
fn queried(body: &Value, partition: &str) -> Option<String> {
    if let Some(condition) = body.get("KeyConditions") {
        return scalar(condition.get(partition)?.pointer("/AttributeValueList/0")?);
    }
    let expression = body.get("KeyConditionExpression")?.as_str()?;
    let named = |token: &str| {
        let alias = body.get("ExpressionAttributeNames").and_then(|names| names.get(token)).and_then(Value::as_str);
        alias.unwrap_or(token) == partition
    };
    let tokens = tokens(expression);
    let placeholder = tokens.windows(3).find_map(|window| match window {
        [name, "=", value] if value.starts_with(':') && named(name) => Some(*value),
        [value, "=", name] if value.starts_with(':') && named(name) => Some(*value),
        _ => None,
    })?;
    scalar(body.get("ExpressionAttributeValues")?.get(placeholder)?)
}

/// The words and operators of an expression.
fn tokens(expression: &str) -> Vec<&str> {
    let is_word = |character: char| character.is_alphanumeric() || "_#:.-".contains(character);
    let mut tokens = Vec::new();
    let mut rest = expression.trim_start();
    while let Some(first) = rest.chars().next() {
        let end = if is_word(first) {
            rest.find(|character| !is_word(character)).unwrap_or(rest.len())
        } else {
            first.len_utf8()
        };
        let (token, after) = rest.split_at(end);
        tokens.push(token);
        rest = after.trim_start();
    }
    tokens
}

/// The value inside a key attribute: a text, a number, or bytes in base64.
fn scalar(attribute: &Value) -> Option<String> {
    ["S", "N", "B"].iter().find_map(|kind| text(attribute, kind))
}

/// The ARN that a request is about: an index, a table, or all.
fn resource(body: &Value) -> String {
    let Some(table) = text(body, "TableName") else { return "*".to_owned() };
    match text(body, "IndexName") {
        Some(index) => format!("{}/index/{index}", table_arn(&table)),
        None => table_arn(&table),
    }
}

fn table_arn(table: &str) -> String {
    format!("arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/{}", table_name(table))
}

/// The name of a table, which may be given as an ARN.
fn table_name(table: &str) -> &str {
    table.rsplit('/').next().unwrap_or(table)
}

fn hash_key(described: &Value) -> Option<String> {
    let keys = described.get("KeySchema")?.as_array()?;
    text(keys.iter().find(|key| key.get("KeyType").and_then(Value::as_str) == Some("HASH"))?, "AttributeName")
}

fn text(value: &Value, field: &str) -> Option<String> {
    value.get(field)?.as_str().map(str::to_owned)
}

#[cfg(test)]
mod tests;
