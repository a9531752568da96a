//! The database, called in process: the operations that functions use, without its server and the socket before it.

mod client_tokens;

use std::sync::Arc;

use axum::body::Bytes;
use axum::http::StatusCode;
use dynoxide::actions::transact_write_items::TransactWriteItemsRequest;
use dynoxide::{Database, DynoxideError};
use serde::Serialize;
use serde::de::DeserializeOwned;

use self::client_tokens::{ClientTokens, Repetition};
use crate::clock::LocalClock;

/// One database, and the transactions that it was asked for lately.
pub struct Engine {
    database: Database,
    tokens: ClientTokens,
}

/// What the database answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    /// Whether it was done.
    pub(crate) status: StatusCode,
    /// The answer, or the refusal, as JSON.
    pub(crate) body: Bytes,
}

impl Engine {
    /// The operations of a database.
    pub fn new(database: Database, clock: Arc<LocalClock>) -> Self {
        Self { database, tokens: ClientTokens::new(clock) }
    }

    /// Carries out an operation; nothing if that is left to the database's server.
    ///
    /// Left to it are operations that functions do not use, requests that cannot be read, and refusals other than failed
    /// conditions: they change nothing, and it knows how DynamoDB words them.
    pub(crate) fn answer(&self, operation: &str, body: &[u8]) -> Option<Answer> {
        let database = &self.database;
        match operation {
            "GetItem" => read(body).and_then(|request| told(database.get_item(request))),
            "Query" => read(body).and_then(|request| told(database.query(request))),
            "BatchGetItem" => read(body).and_then(|request| told(database.batch_get_item(request))),
            "PutItem" => read(body).and_then(|request| told(database.put_item(request))),
            "UpdateItem" => read(body).and_then(|request| told(database.update_item(request))),
            "DeleteItem" => read(body).and_then(|request| told(database.delete_item(request))),
            "TransactWriteItems" => read(body).and_then(|request| self.transact(request, body)),
            _ => None,
        }
    }

    /// Carries out a transaction, unless its token says that this was done before.
    ///
    /// The database knows tokens too. It looks through all of the last ten minutes at every transaction, which is dear
    /// where they are many, so it is not told.
    fn transact(&self, mut request: TransactWriteItemsRequest, body: &[u8]) -> Option<Answer> {
        let Some(token) = request.client_request_token.take() else {
            return told(self.database.transact_write_items(request));
        };
        match self.tokens.once(&token, body, || told(self.database.transact_write_items(request))) {
            Repetition::Of(answer) => answer,
            Repetition::Mismatch => told::<()>(Err(DynoxideError::IdempotentParameterMismatchException(
                "An error occurred (IdempotentParameterMismatchException)".to_owned(),
            ))),
        }
    }
}

fn read<T: DeserializeOwned>(body: &[u8]) -> Option<T> {
    serde_json::from_slice(body).ok()
}

fn told<T: Serialize>(outcome: dynoxide::Result<T>) -> Option<Answer> {
    match outcome {
        Ok(answer) => {
            let body = serde_json::to_vec(&answer).ok()?;
            Some(Answer { status: StatusCode::OK, body: body.into() })
        }
        Err(
            refusal @ (DynoxideError::ConditionalCheckFailedException(..)
            | DynoxideError::TransactionCanceledException(..)
            | DynoxideError::IdempotentParameterMismatchException(_)),
        ) => Some(Answer { status: StatusCode::BAD_REQUEST, body: refusal.to_json().into() }),
        Err(_) => None,
    }
}
