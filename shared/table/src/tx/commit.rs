//! Sending a transaction: one token for all tries, conflicts retried, refusals never.

use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::delete_item::DeleteItemError;
use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::types::{
    CancellationReason, ReturnConsumedCapacity, ReturnValuesOnConditionCheckFailure, TransactWriteItem,
};

use super::{Action, Condition, Operation, Tx, TxFault, Unnamed};
use crate::error::{TableFault, is_throttling};
use crate::item::{Item, text};
use crate::key::Key;
use crate::retry::Backoff;
use crate::update::Update;
use crate::{AttributeValue, Table};

/// The attribute that names the plain write an item comes from, so that a repeated attempt knows its own success.
const WRITE: &str = "w";

impl<F> Tx<F> {
    /// Makes it so.
    ///
    /// Conflicts with other transactions and throttling are retried with jitter under a budget, always with the same
    /// client request token, so an attempt whose answer was lost is not applied twice.
    pub async fn commit(mut self, table: &Table) -> Result<(), TxFault<F>> {
        if let Some(fault) = self.fault {
            return Err(fault.into());
        }
        match self.actions.len() {
            0 => Ok(()),
            1 => match self.actions.pop() {
                Some(action) if !matches!(action.operation, Operation::Check { .. }) => table.write_one(action).await,
                Some(action) => table.write_all(vec![action]).await,
                None => Ok(()),
            },
            _ => table.write_all(self.actions).await,
        }
    }
}

impl<F> Action<F> {
    /// What the failed condition of this action means.
    fn refused(self, old: Option<Item>) -> TxFault<F> {
        match (self.meaning, self.unnamed) {
            (Some(meaning), _) => TxFault::Refused(meaning(old)),
            (None, Unnamed::Stale) => TxFault::Stale,
            (None, Unnamed::Duplicate) => TxFault::Duplicate,
        }
    }
}

impl Table {
    async fn write_all<F>(&self, actions: Vec<Action<F>>) -> Result<(), TxFault<F>> {
        let items: Result<Vec<TransactWriteItem>, TableFault> =
            actions.iter().map(|action| action.operation.transact(&action.key, &self.name)).collect();
        let (items, token) = (items?, self.token());
        let mut backoff = Backoff::default();
        loop {
            self.meter.trip(1);
            let answer = self
                .client()?
                .transact_write_items()
                .set_transact_items(Some(items.clone()))
                .client_request_token(&token)
                .return_consumed_capacity(ReturnConsumedCapacity::Total)
                .send()
                .await;
            let error = match answer {
                Ok(answer) => {
                    self.meter.write(answer.consumed_capacity().first());
                    return Ok(());
                }
                Err(error) => error,
            };
            let Some(reasons) = cancellation_reasons(&error) else { return Err(TableFault::of(error).into()) };
            if let Some((position, old)) = failed_condition(&actions, reasons) {
                let action = actions.into_iter().nth(position);
                return Err(action.map_or(TxFault::Stale, |action| action.refused(old)));
            }
            if !reasons.iter().filter_map(CancellationReason::code).any(is_passing) {
                return Err(TableFault::Malformed(format!("cancelled: {reasons:?}")).into());
            }
            backoff.pause().await?;
        }
    }

    /// One conditional write. If a repeated attempt finds its own mark, the first one had succeeded.
    async fn write_one<F>(&self, action: Action<F>) -> Result<(), TxFault<F>> {
        self.meter.trip(1);
        let token = self.token();
        match self.send_one(&action.key, &action.operation, &token).await? {
            Written::Done => Ok(()),
            Written::Refused(old) if old.as_ref().and_then(|item| text(item, WRITE)) == Some(token.as_str()) => Ok(()),
            Written::Refused(old) => Err(action.refused(old)),
        }
    }

    async fn send_one(&self, key: &Key, operation: &Operation, token: &str) -> Result<Written, TableFault> {
        let mark = AttributeValue::S(token.to_owned());
        match operation {
            Operation::Put { item, condition } => self.send_put(item, condition.as_ref(), mark).await,
            Operation::Update(update) => self.send_update(key, &update.clone().set(&[WRITE], mark)).await,
            Operation::Delete { condition } | Operation::Check { condition } => self.send_delete(key, condition).await,
        }
    }

    async fn send_put(
        &self,
        item: &Item,
        condition: Option<&Condition>,
        mark: AttributeValue,
    ) -> Result<Written, TableFault> {
        let condition = condition.map(Condition::expression);
        let (text, names, values) = condition.map_or((None, None, None), |it| (Some(it.text), it.names, it.values));
        let request = self.client()?.put_item().table_name(&*self.name).set_item(Some(item.clone())).item(WRITE, mark);
        let answer = request
            .set_condition_expression(text.map(str::to_owned))
            .set_expression_attribute_names(names)
            .set_expression_attribute_values(values)
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .return_consumed_capacity(ReturnConsumedCapacity::Total)
            .send()
            .await;
        self.written(
            answer,
            |answer| answer.consumed_capacity,
            |error| match error {
                PutItemError::ConditionalCheckFailedException(failed) => Ok(failed.item),
                other => Err(other),
            },
        )
    }

    async fn send_update(&self, key: &Key, update: &Update) -> Result<Written, TableFault> {
        let request = self.client()?.update_item().table_name(&*self.name).set_key(Some(key.attributes()));
        let answer = request
            .update_expression(update.expression())
            .set_condition_expression(update.condition())
            .set_expression_attribute_names(Some(update.names()))
            .set_expression_attribute_values(Some(update.values()))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .return_consumed_capacity(ReturnConsumedCapacity::Total)
            .send()
            .await;
        self.written(
            answer,
            |answer| answer.consumed_capacity,
            |error| match error {
                UpdateItemError::ConditionalCheckFailedException(failed) => Ok(failed.item),
                other => Err(other),
            },
        )
    }

    async fn send_delete(&self, key: &Key, condition: &Condition) -> Result<Written, TableFault> {
        let condition = condition.expression();
        let request = self.client()?.delete_item().table_name(&*self.name).set_key(Some(key.attributes()));
        let answer = request
            .condition_expression(condition.text)
            .set_expression_attribute_names(condition.names)
            .set_expression_attribute_values(condition.values)
            .return_consumed_capacity(ReturnConsumedCapacity::Total)
            .send()
            .await;
        self.written(
            answer,
            |answer| answer.consumed_capacity,
            |error| match error {
                DeleteItemError::ConditionalCheckFailedException(failed) => Ok(failed.item),
                other => Err(other),
            },
        )
    }

    /// Sorts the answer of a plain write: done, refused by its condition, or failed.
    fn written<A, E>(
        &self,
        answer: Result<A, SdkError<E>>,
        capacity: impl FnOnce(A) -> Option<aws_sdk_dynamodb::types::ConsumedCapacity>,
        refused: impl FnOnce(E) -> Result<Option<Item>, E>,
    ) -> Result<Written, TableFault>
    where
        E: std::error::Error
            + aws_sdk_dynamodb::error::ProvideErrorMetadata
            + aws_smithy_runtime_api::client::result::CreateUnhandledError
            + Send
            + Sync
            + 'static,
    {
        match answer {
            Ok(answer) => {
                self.meter.write(capacity(answer).as_ref());
                Ok(Written::Done)
            }
            Err(SdkError::ServiceError(context)) => {
                let raw_code = context.err().code().map(str::to_owned);
                match refused(context.into_err()) {
                    Ok(old) => Ok(Written::Refused(old)),
                    Err(_) if raw_code.as_deref().is_some_and(is_throttling) => Err(TableFault::Contended),
                    Err(error) => Err(TableFault::Unavailable {
                        detail: aws_sdk_dynamodb::error::DisplayErrorContext(error).to_string(),
                    }),
                }
            }
            Err(error) => Err(TableFault::of(error)),
        }
    }
}

/// How a plain write ended.
enum Written {
    Done,
    Refused(Option<Item>),
}

fn cancellation_reasons(error: &SdkError<TransactWriteItemsError>) -> Option<&[CancellationReason]> {
    match error.as_service_error() {
        Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) => {
            Some(cancelled.cancellation_reasons())
        }
        _ => None,
    }
}

/// The action whose failed condition tells most, with its item as it was: if a twin was faster, everything else that failed
/// is its doing; else the first.
fn failed_condition<F>(actions: &[Action<F>], reasons: &[CancellationReason]) -> Option<(usize, Option<Item>)> {
    let has_failed = |reason: &CancellationReason| reason.code() == Some("ConditionalCheckFailed");
    let by_twin = actions
        .iter()
        .zip(reasons)
        .position(|(action, reason)| matches!(action.unnamed, Unnamed::Duplicate) && has_failed(reason));
    let position = by_twin.or_else(|| reasons.iter().position(has_failed))?;
    Some((position, reasons.get(position).and_then(|reason| reason.item().cloned())))
}

/// Reasons that pass by themselves.
fn is_passing(code: &str) -> bool {
    code == "TransactionConflict" || code == "ThrottlingError" || is_throttling(code)
}
