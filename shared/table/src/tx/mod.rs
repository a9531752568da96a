//! Transactions: all of the actions, or none, with the failed condition named by the caller.

mod commit;

use std::collections::HashMap;
use std::convert::Infallible;

use aws_sdk_dynamodb::types::{ConditionCheck, Delete, Put, ReturnValuesOnConditionCheckFailure, TransactWriteItem};

use kernel::fault::{Code, Fault, FaultKind};

use crate::AttributeValue;
use crate::entity::{Entity, Stored};
use crate::error::TableFault;
use crate::item::{Item, encode};
use crate::key::Key;
use crate::update::Update;

/// The most actions of one transaction (a limit of DynamoDB).
pub const MOST_ACTIONS: usize = 100;

/// What a refused action means; it may look at the item as it was.
type Meaning<F> = Box<dyn FnOnce(Option<Item>) -> F + Send>;

/// Writes that happen together.
///
/// Each action may be followed by [`Tx::or`], which says what its failed condition means. A transaction of one action is
/// sent as a plain conditional write, which costs half.
pub struct Tx<F> {
    actions: Vec<Action<F>>,
    fault: Option<TableFault>,
}

struct Action<F> {
    key: Key,
    operation: Operation,
    meaning: Option<Meaning<F>>,
    /// What an unnamed failure of this action is.
    unnamed: Unnamed,
}

#[derive(Clone, Copy)]
enum Unnamed {
    Stale,
    Duplicate,
}

/// What an action does to its item.
enum Operation {
    Put { item: Item, condition: Option<Condition> },
    Update(Update),
    Delete { condition: Condition },
    Check { condition: Condition },
}

/// A condition on the item as it is.
#[derive(Clone)]
enum Condition {
    Missing,
    MissingOrExpired { now: i64 },
    Exists,
    Version(u64),
}

/// A condition in DynamoDB's words; names and values stand behind placeholders, and are absent where there are none.
struct Expression {
    text: &'static str,
    names: Option<HashMap<String, String>>,
    values: Option<HashMap<String, AttributeValue>>,
}

impl Condition {
    fn expression(&self) -> Expression {
        let plain = |text| Expression { text, names: None, values: None };
        let compared = |text, name: (&str, &str), value: (&str, String)| Expression {
            text,
            names: Some(HashMap::from([(name.0.to_owned(), name.1.to_owned())])),
            values: Some(HashMap::from([(value.0.to_owned(), AttributeValue::N(value.1))])),
        };
        match self {
            Self::Missing => plain("attribute_not_exists(PK)"),
            Self::Exists => plain("attribute_exists(PK)"),
            Self::MissingOrExpired { now } => {
                compared("attribute_not_exists(PK) OR #ttl <= :now", ("#ttl", "ttl"), (":now", now.to_string()))
            }
            Self::Version(version) => compared("#v = :read", ("#v", "v"), (":read", version.to_string())),
        }
    }
}

/// Why a transaction did not happen.
#[derive(Debug, thiserror::Error)]
pub enum TxFault<F> {
    /// A condition failed whose meaning the caller named.
    #[error("a condition failed")]
    Refused(F),
    /// Something read before has changed since.
    #[error("an item has changed since it was read")]
    Stale,
    /// The same command is being, or was, executed by a twin.
    #[error("a twin of this command came first")]
    Duplicate,
    /// The table failed.
    #[error(transparent)]
    Table(#[from] TableFault),
}

/// Where nothing can be refused and no command has a key, a lost race is all that is left beside a failure.
impl From<TxFault<Infallible>> for TableFault {
    fn from(fault: TxFault<Infallible>) -> Self {
        match fault {
            TxFault::Refused(never) => match never {},
            TxFault::Duplicate | TxFault::Stale => Self::Contended,
            TxFault::Table(fault) => fault,
        }
    }
}

impl<F: Fault> Fault for TxFault<F> {
    fn codes() -> Vec<Code> {
        let stale = Code::new(FaultKind::Conflict, "edit_conflict");
        let twin = Code::new(FaultKind::Conflict, "idempotency_in_progress");
        [F::codes(), vec![stale, twin], TableFault::codes()].concat()
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Refused(fault) => fault.code(),
            Self::Stale => "edit_conflict",
            Self::Duplicate => "idempotency_in_progress",
            Self::Table(fault) => fault.code(),
        }
    }

    fn kind(&self) -> FaultKind {
        match self {
            Self::Refused(fault) => fault.kind(),
            Self::Stale | Self::Duplicate => FaultKind::Conflict,
            Self::Table(fault) => fault.kind(),
        }
    }

    fn pointer(&self) -> Option<String> {
        match self {
            Self::Refused(fault) => fault.pointer(),
            _ => None,
        }
    }

    fn members(&self) -> serde_json::Map<String, serde_json::Value> {
        match self {
            Self::Refused(fault) => fault.members(),
            _ => serde_json::Map::new(),
        }
    }

    fn retry_after(&self) -> Option<u32> {
        match self {
            Self::Refused(fault) => fault.retry_after(),
            Self::Stale | Self::Duplicate => Some(1),
            Self::Table(fault) => fault.retry_after(),
        }
    }
}

impl<F> Default for Tx<F> {
    fn default() -> Self {
        Self { actions: Vec::new(), fault: None }
    }
}

impl<F> Tx<F> {
    /// No actions yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// How many actions there are.
    pub fn len(&self) -> usize {
        self.actions.len()
    }

    /// Whether nothing would happen.
    pub fn is_empty(&self) -> bool {
        self.actions.is_empty()
    }

    /// Writes `value`, which must not exist yet.
    pub fn create<E: Entity>(self, value: &E::Value) -> Self {
        self.put_item::<E>(value, 1, Some(Condition::Missing))
    }

    /// Writes `value` whatever is there; for derived items that have one writer.
    pub fn put<E: Entity>(self, value: &E::Value) -> Self {
        self.put_item::<E>(value, 1, None)
    }

    /// Replaces what was read by `value`, unless it has changed since.
    pub fn replace<E: Entity>(self, read: &Stored<E>, value: &E::Value) -> Self {
        self.put_item::<E>(value, read.version() + 1, Some(Condition::Version(read.version())))
    }

    /// Creates `value`, or replaces what was read.
    pub fn save<E: Entity>(self, read: Option<&Stored<E>>, value: &E::Value) -> Self {
        match read {
            Some(read) => self.replace(read, value),
            None => self.create::<E>(value),
        }
    }

    /// Deletes what was read, unless it has changed since.
    pub fn delete<E: Entity>(self, read: &Stored<E>) -> Self {
        self.push(E::key(read), Operation::Delete { condition: Condition::Version(read.version()) })
    }

    /// Deletes the item at `key`, which must be there: a one-time thing is spent this way, once.
    pub fn delete_existing(self, key: Key) -> Self {
        self.push(key, Operation::Delete { condition: Condition::Exists })
    }

    /// Demands that what was read has not changed since.
    pub fn require<E: Entity>(self, read: &Stored<E>) -> Self {
        self.push(E::key(read), Operation::Check { condition: Condition::Version(read.version()) })
    }

    /// Applies a relative update.
    pub fn update(self, update: Update) -> Self {
        self.push(update.key().clone(), Operation::Update(update))
    }

    /// Says what it means when the condition of the last action fails.
    pub fn or(self, fault: F) -> Self
    where
        F: Send + 'static,
    {
        self.or_with(move |_| fault)
    }

    /// Says what it means when the condition of the last action fails, given the item as it was.
    pub fn or_with(mut self, meaning: impl FnOnce(Option<Item>) -> F + Send + 'static) -> Self {
        if let Some(action) = self.actions.last_mut() {
            action.meaning = Some(Box::new(meaning));
        }
        self
    }

    /// Creates `value` unless a record of the same key is still valid; its failure is a twin's success.
    pub(crate) fn claim<E: Entity>(self, value: &E::Value, now: kernel::time::Timestamp) -> Self {
        let mut tx = self.put_item::<E>(value, 1, Some(Condition::MissingOrExpired { now: now.as_second() }));
        if let Some(action) = tx.actions.last_mut() {
            action.unnamed = Unnamed::Duplicate;
        }
        tx
    }

    fn put_item<E: Entity>(mut self, value: &E::Value, version: u64, condition: Option<Condition>) -> Self {
        match encode::<E>(value, version) {
            Ok(item) => self.push(E::key(value), Operation::Put { item, condition }),
            Err(fault) => {
                self.fault.get_or_insert(fault);
                self
            }
        }
    }

    fn push(mut self, key: Key, operation: Operation) -> Self {
        if self.actions.iter().any(|action| action.key == key) {
            self.fault.get_or_insert(TableFault::Malformed(format!("two actions on {key}")));
        }
        self.actions.push(Action { key, operation, meaning: None, unnamed: Unnamed::Stale });
        if self.actions.len() > MOST_ACTIONS {
            self.fault.get_or_insert(TableFault::Malformed(format!("more than {MOST_ACTIONS} actions")));
        }
        self
    }
}

impl Operation {
    /// The action as DynamoDB wants it inside a transaction; a refusal shows the item as it was.
    fn transact(&self, key: &Key, table: &str) -> Result<TransactWriteItem, TableFault> {
        let malformed = |error: aws_sdk_dynamodb::error::BuildError| TableFault::Malformed(error.to_string());
        let all_old = ReturnValuesOnConditionCheckFailure::AllOld;
        let action = TransactWriteItem::builder();
        let action = match self {
            Self::Put { item, condition } => {
                let condition = condition.as_ref().map(Condition::expression);
                let (text, names, values) =
                    condition.map_or((None, None, None), |it| (Some(it.text), it.names, it.values));
                let put = Put::builder()
                    .table_name(table)
                    .set_item(Some(item.clone()))
                    .set_condition_expression(text.map(str::to_owned))
                    .set_expression_attribute_names(names)
                    .set_expression_attribute_values(values)
                    .return_values_on_condition_check_failure(all_old);
                action.put(put.build().map_err(malformed)?)
            }
            Self::Update(update) => action.update(update.transact(table)?),
            Self::Delete { condition } => {
                let condition = condition.expression();
                let delete = Delete::builder()
                    .table_name(table)
                    .set_key(Some(key.attributes()))
                    .condition_expression(condition.text)
                    .set_expression_attribute_names(condition.names)
                    .set_expression_attribute_values(condition.values)
                    .return_values_on_condition_check_failure(all_old);
                action.delete(delete.build().map_err(malformed)?)
            }
            Self::Check { condition } => {
                let condition = condition.expression();
                let check = ConditionCheck::builder()
                    .table_name(table)
                    .set_key(Some(key.attributes()))
                    .condition_expression(condition.text)
                    .set_expression_attribute_names(condition.names)
                    .set_expression_attribute_values(condition.values)
                    .return_values_on_condition_check_failure(all_old);
                action.condition_check(check.build().map_err(malformed)?)
            }
        };
        Ok(action.build())
    }
}
