//! How an operation may refuse, as data: on its way from fault types and signatures into the API's document.
//!
//! utoipa keeps responses by status, and a second mention of a status replaces the first. So refusals travel beside the statuses
//! under names of their own, and whoever completes the document takes them out again with [`take`].

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::marker::PhantomData;

use kernel::fault::{Code, Fault};
use serde_json::{Value, json};
use utoipa::IntoResponses;
use utoipa::openapi::extensions::ExtensionsBuilder;
use utoipa::openapi::path::Operation;
use utoipa::openapi::{RefOr, Response, ResponseBuilder};

/// What the names begin with.
const NOTED: &str = "refusals of ";

/// Where the codes stand in what is noted, and whether requests are counted.
const CODES: &str = "x-codes";

/// How an operation may refuse.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Refusals {
    /// The codes.
    pub codes: Vec<Code>,
    /// Whether its requests are counted, so that answers tell of a limit.
    pub is_counted: bool,
}

/// What was noted of an operation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Noted {
    /// Codes, each with its status.
    pub codes: BTreeSet<(u16, String)>,
    /// Whether its requests are counted.
    pub is_counted: bool,
}

/// The problems that a fault becomes, for `responses(…)` of a route: every code that `F` may have.
#[derive(Clone, Copy, Debug)]
pub struct Problems<F>(PhantomData<F>);

impl<F: Fault> IntoResponses for Problems<F> {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        let refusals = Refusals { codes: F::codes(), is_counted: false };
        BTreeMap::from([(name(std::any::type_name::<F>()), RefOr::T(response(&refusals)))])
    }
}

fn name(of: &str) -> String {
    format!("{NOTED}{of}")
}

fn response(refusals: &Refusals) -> Response {
    let codes: Vec<Value> = refusals.codes.iter().map(|code| json!([code.status(), code.name])).collect();
    let noted = json!({ "codes": codes, "is_counted": refusals.is_counted });
    ResponseBuilder::new().extensions(Some(ExtensionsBuilder::new().add(CODES, noted).build())).build()
}

/// Notes how an operation may refuse, `of` saying for which reason.
pub(crate) fn note(operation: &mut Operation, of: &str, refusals: &Refusals) {
    operation.responses.responses.insert(name(of), RefOr::T(response(refusals)));
}

/// Takes out of an operation what was noted of its refusals.
pub fn take(operation: &mut Operation) -> Noted {
    let mut noted = Noted::default();
    operation.responses.responses.retain(|name, response| {
        if !name.starts_with(NOTED) {
            return true;
        }
        let RefOr::T(response) = response else { return false };
        let said = response.extensions.as_ref().and_then(|extensions| extensions.get(CODES));
        let codes = said.and_then(|said| said.get("codes")).and_then(Value::as_array);
        noted.codes.extend(codes.into_iter().flatten().filter_map(code));
        noted.is_counted |= said.and_then(|said| said.get("is_counted")) == Some(&Value::Bool(true));
        false
    });
    noted
}

fn code(pair: &Value) -> Option<(u16, String)> {
    let status = u16::try_from(pair.get(0)?.as_u64()?).ok()?;
    Some((status, pair.get(1)?.as_str()?.to_owned()))
}

#[cfg(test)]
mod tests {
    use domain::identity::one_time_token::TokenFault;
    use kernel::fault::FaultKind;

    use super::*;

    #[test]
    fn what_is_noted_is_taken_out_once() {
        let mut operation = Operation::default();
        operation.responses.responses.extend(Problems::<TokenFault>::responses());
        let codes = vec![Code::new(FaultKind::TooMany, "rate_limited")];
        note(&mut operation, "the signature", &Refusals { codes, is_counted: true });
        let noted = take(&mut operation);
        let expected = [(410, "token_spent"), (422, "token_invalid"), (429, "rate_limited")];
        assert_eq!(noted.codes, expected.map(|(status, code)| (status, code.to_owned())).into());
        assert!(noted.is_counted && operation.responses.responses.is_empty());
        assert_eq!(take(&mut operation), Noted::default());
    }
}
