//! Cursors: positions in a list, signed so that a caller can neither read on elsewhere nor edit them. They are no secret.

use std::collections::BTreeMap;

use kernel::secret::{base64url, same_secret, unbase64url};
use serde::{Deserialize, Serialize};

use crate::AttributeValue;
use crate::error::TableFault;
use crate::item::Item;
use crate::page::PageRequest;
use crate::query::Index;

/// Where one shard of a list stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Position {
    /// Nothing taken so far.
    Start,
    /// The key attributes of the last entry taken.
    After(BTreeMap<String, String>),
    /// Nothing is left.
    End,
}

impl Position {
    /// The position just behind `item`.
    pub(crate) fn behind(item: &Item, index: Index) -> Self {
        let (pk, sk) = index.key_names();
        let names = ["PK", "SK", pk, sk];
        let text = |name: &str| item.get(name).and_then(|value| value.as_s().ok()).cloned();
        Self::After(names.iter().filter_map(|name| Some(((*name).to_owned(), text(name)?))).collect())
    }

    /// The start key to query with.
    pub(crate) fn start_key(&self) -> Option<Item> {
        match self {
            Self::After(key) => {
                Some(key.iter().map(|(name, text)| (name.clone(), AttributeValue::S(text.clone()))).collect())
            }
            Self::Start | Self::End => None,
        }
    }
}

/// The signed text of `positions`: an HMAC-SHA256 over scope and content, then the content, in URL-safe base64.
pub(crate) fn seal(positions: &[Position], request: &PageRequest) -> String {
    let content = serde_json::to_vec(positions).unwrap_or_default();
    let tag = request.seal.mac(&[b"cursor", request.scope.as_bytes(), &content]);
    base64url(&[tag.as_slice(), &content].concat())
}

/// Opens a cursor for `shards` shards; anything that was not signed for this scope is refused.
pub(crate) fn open(request: &PageRequest, shards: usize) -> Result<Vec<Position>, TableFault> {
    let Some(text) = &request.cursor else { return Ok(vec![Position::Start; shards]) };
    let bytes = unbase64url(text).ok_or(TableFault::MalformedCursor)?;
    let (tag, content) = bytes.split_at_checked(32).ok_or(TableFault::MalformedCursor)?;
    if !same_secret(tag, &request.seal.mac(&[b"cursor", request.scope.as_bytes(), content])) {
        return Err(TableFault::MalformedCursor);
    }
    let positions: Vec<Position> = serde_json::from_slice(content).map_err(|_| TableFault::MalformedCursor)?;
    if positions.len() == shards { Ok(positions) } else { Err(TableFault::MalformedCursor) }
}

#[cfg(test)]
mod tests {
    use kernel::secret::LinkKey;
    use proptest::prelude::*;

    use super::*;

    fn request(scope: &str, cursor: Option<String>) -> PageRequest {
        PageRequest { limit: 20, cursor, seal: LinkKey::from_hex(&"07".repeat(32)).unwrap(), scope: scope.into() }
    }

    #[test]
    fn a_cursor_opens_only_what_it_was_signed_for() {
        let position = Position::After(BTreeMap::from([("PK".to_owned(), "USER#usr_1".to_owned())]));
        let sealed = seal(std::slice::from_ref(&position), &request("ana /orders", None));
        assert_eq!(open(&request("ana /orders", Some(sealed.clone())), 1).unwrap(), vec![position]);
        assert!(open(&request("bob /orders", Some(sealed.clone())), 1).is_err());
        assert!(open(&request("ana /orders", Some(sealed.clone())), 2).is_err());
        for wrong in ["", "x", "!!", &sealed[1..], &format!("{sealed}AAAA")] {
            assert!(open(&request("ana /orders", Some(wrong.to_owned())), 1).is_err(), "{wrong}");
        }
    }

    fn position() -> impl Strategy<Value = Position> {
        let key = prop::collection::btree_map("[A-Z0-9]{2,6}", any::<String>(), 0..4);
        prop_oneof![Just(Position::Start), Just(Position::End), key.prop_map(Position::After)]
    }

    proptest! {
        #[test]
        fn what_was_sealed_opens_as_it_was(positions in prop::collection::vec(position(), 1..5), scope: String) {
            let sealed = seal(&positions, &request(&scope, None));
            prop_assert_eq!(open(&request(&scope, Some(sealed)), positions.len()).unwrap(), positions);
        }

        #[test]
        fn no_text_opens_that_was_not_sealed(text in prop_oneof![any::<String>(), "[A-Za-z0-9_-]{0,200}"]) {
            prop_assert!(open(&request("ana /orders", Some(text)), 1).is_err());
        }

        #[test]
        fn a_cursor_with_another_byte_does_not_open(position in position(), at: prop::sample::Index, flip in 1_u8..=255) {
            let sealed = seal(&[position], &request("ana /orders", None));
            let mut bytes = unbase64url(&sealed).unwrap();
            let at = at.index(bytes.len());
            bytes[at] ^= flip;
            prop_assert!(open(&request("ana /orders", Some(base64url(&bytes))), 1).is_err());
        }

        #[test]
        fn a_cursor_does_not_open_in_another_scope(position in position(), scopes in (any::<String>(), any::<String>())) {
            prop_assume!(scopes.0 != scopes.1);
            let sealed = seal(&[position], &request(&scopes.0, None));
            prop_assert!(open(&request(&scopes.1, Some(sealed)), 1).is_err());
        }
    }
}
