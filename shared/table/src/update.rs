//! Relative updates of one item, with their conditions: what counters and cells are made of.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::ReturnValuesOnConditionCheckFailure;
use aws_sdk_dynamodb::types::Update as TransactUpdate;

use crate::AttributeValue;
use crate::entity::Entity;
use crate::error::TableFault;
use crate::key::Key;

/// A clause of an update expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Clause {
    Set,
    Remove,
    Add,
}

/// Changes to one item. Every update also raises the item's version by one.
///
/// Paths and values always travel as placeholders, so nothing that users write becomes part of an expression.
#[derive(Clone, Debug)]
pub struct Update {
    key: Key,
    changes: Vec<(Clause, String)>,
    conditions: Vec<String>,
    names: HashMap<String, String>,
    values: HashMap<String, AttributeValue>,
}

impl Update {
    /// Changes to the item at `key`.
    pub fn at(key: Key) -> Self {
        Self::empty(key).add(&["v"], 1)
    }

    /// Changes to the item of kind `E` at `key`, which is there afterwards if it was not before; for items that consist of
    /// counts, see [`Self::count`].
    pub fn upsert<E: Entity>(key: Key) -> Self {
        Self::empty(key).set(&["et"], AttributeValue::S(E::TYPE.to_owned())).count("v", 1)
    }

    fn empty(key: Key) -> Self {
        Self { key, changes: Vec::new(), conditions: Vec::new(), names: HashMap::new(), values: HashMap::new() }
    }

    /// Puts `value` at `path`.
    pub fn set(mut self, path: &[&str], value: AttributeValue) -> Self {
        let (path, value) = (self.path(path), self.value(value));
        self.changes.push((Clause::Set, format!("{path} = {value}")));
        self
    }

    /// Adds `amount`, which may be negative, to the number at `path`.
    pub fn add(mut self, path: &[&str], amount: i64) -> Self {
        let (path, value) = (self.path(path), self.value(AttributeValue::N(amount.to_string())));
        self.changes.push((Clause::Set, format!("{path} = {path} + {value}")));
        self
    }

    /// Adds `amount`, which may be negative, to the number `name`, which is nought if there is none.
    pub fn count(mut self, name: &str, amount: i64) -> Self {
        let (name, value) = (self.name(name), self.value(AttributeValue::N(amount.to_string())));
        self.changes.push((Clause::Add, format!("{name} {value}")));
        self
    }

    /// Removes what is at `path`.
    pub fn remove(mut self, path: &[&str]) -> Self {
        let path = self.path(path);
        self.changes.push((Clause::Remove, path));
        self
    }

    /// Only if there is something at `path`.
    pub fn when_exists(mut self, path: &[&str]) -> Self {
        let path = self.path(path);
        self.conditions.push(format!("attribute_exists({path})"));
        self
    }

    /// Only if there is nothing at `path`.
    pub fn when_missing(mut self, path: &[&str]) -> Self {
        let path = self.path(path);
        self.conditions.push(format!("attribute_not_exists({path})"));
        self
    }

    /// Only if the number at `path` is at least `least`.
    pub fn when_at_least(mut self, path: &[&str], least: i64) -> Self {
        let (path, value) = (self.path(path), self.value(AttributeValue::N(least.to_string())));
        self.conditions.push(format!("{path} >= {value}"));
        self
    }

    /// Only if the value at `path` is `value`.
    pub fn when_equal(mut self, path: &[&str], value: AttributeValue) -> Self {
        let (path, value) = (self.path(path), self.value(value));
        self.conditions.push(format!("{path} = {value}"));
        self
    }

    /// The key of the item.
    pub fn key(&self) -> &Key {
        &self.key
    }

    pub(crate) fn expression(&self) -> String {
        let clauses = [(Clause::Set, "SET"), (Clause::Remove, "REMOVE"), (Clause::Add, "ADD")];
        let parts = |clause| {
            let own = self.changes.iter().filter(move |(other, _)| *other == clause);
            own.map(|(_, part)| part.as_str()).collect::<Vec<_>>()
        };
        let told = clauses.map(|(clause, verb)| (verb, parts(clause)));
        let told = told.into_iter().filter(|(_, parts)| !parts.is_empty());
        told.map(|(verb, parts)| format!("{verb} {}", parts.join(", "))).collect::<Vec<_>>().join(" ")
    }

    pub(crate) fn condition(&self) -> Option<String> {
        (!self.conditions.is_empty()).then(|| self.conditions.join(" AND "))
    }

    pub(crate) fn names(&self) -> HashMap<String, String> {
        self.names.clone()
    }

    pub(crate) fn values(&self) -> HashMap<String, AttributeValue> {
        self.values.clone()
    }

    pub(crate) fn transact(&self, table: &str) -> Result<TransactUpdate, TableFault> {
        TransactUpdate::builder()
            .table_name(table)
            .set_key(Some(self.key.attributes()))
            .update_expression(self.expression())
            .set_condition_expression(self.condition())
            .set_expression_attribute_names(Some(self.names()))
            .set_expression_attribute_values(Some(self.values()))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .build()
            .map_err(|error| TableFault::Malformed(error.to_string()))
    }

    fn path(&mut self, path: &[&str]) -> String {
        let parts: Vec<String> = path.iter().map(|name| self.name(name)).collect();
        parts.join(".")
    }

    fn name(&mut self, name: &str) -> String {
        if let Some((placeholder, _)) = self.names.iter().find(|(_, known)| *known == name) {
            return placeholder.clone();
        }
        let placeholder = format!("#n{}", self.names.len());
        self.names.insert(placeholder.clone(), name.to_owned());
        placeholder
    }

    fn value(&mut self, value: AttributeValue) -> String {
        let placeholder = format!(":v{}", self.values.len());
        self.values.insert(placeholder.clone(), value);
        placeholder
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_variable_is_a_placeholder() {
        let update = Update::at(Key { pk: "P".into(), sk: "S".into() })
            .add(&["available"], -2)
            .remove(&["holds", "rsv_1; DROP"])
            .when_at_least(&["available"], 2);
        assert_eq!(update.expression(), "SET #n0 = #n0 + :v0, #n1 = #n1 + :v1 REMOVE #n2.#n3");
        assert_eq!(update.condition().unwrap(), "#n1 >= :v2");
    }

    #[test]
    fn what_is_counted_begins_at_nought() {
        let update = Update::upsert::<crate::event::Event>(Key { pk: "P".into(), sk: "S".into() }).count("five", -1);
        assert_eq!(update.expression(), "SET #n0 = :v0 ADD #n1 :v1, #n2 :v2");
        assert_eq!(update.condition(), None);
    }
}
