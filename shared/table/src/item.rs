//! Items as DynamoDB has them, and the envelope around every value.

use std::collections::HashMap;

use serde_dynamo::aws_sdk_dynamodb_1::{from_item, to_item};

use crate::AttributeValue;
use crate::entity::{Entity, Indexes, Stored};
use crate::error::TableFault;

/// The attributes of one item.
pub type Item = HashMap<String, AttributeValue>;

/// The largest item that may carry an index key, in bytes: index entries are copies, so they are kept small.
pub const CARD_LIMIT: usize = 4096;

/// The entity type of an item, written in `et`.
pub fn entity_type(item: &Item) -> Option<&str> {
    item.get("et").and_then(|value| value.as_s().ok()).map(String::as_str)
}

/// A whole number of an item.
pub fn number(item: &Item, name: &str) -> Option<i64> {
    item.get(name)?.as_n().ok()?.parse().ok()
}

/// A text of an item.
pub fn text<'a>(item: &'a Item, name: &str) -> Option<&'a str> {
    item.get(name)?.as_s().ok().map(String::as_str)
}

/// The item that stores `value` as version `version`.
pub(crate) fn encode<E: Entity>(value: &E::Value, version: u64) -> Result<Item, TableFault> {
    let codec = |detail: String| TableFault::Codec { entity: E::TYPE, detail };
    let mut item: Item = to_item(value).map_err(|error| codec(error.to_string()))?;
    item.retain(|_, attribute| !attribute.is_null());
    let key = E::key(value);
    if !E::PARTITION.holds(&key.pk) {
        return Err(codec(format!("its key is outside of the partition {}", E::PARTITION.prefix)));
    }
    item.extend(key.attributes());
    item.insert("et".into(), AttributeValue::S(E::TYPE.into()));
    item.insert("v".into(), AttributeValue::N(version.to_string()));
    if E::SCHEMA > 1 {
        item.insert("sv".into(), AttributeValue::N(E::SCHEMA.to_string()));
    }
    let indexes = E::indexes(value);
    index(&mut item, &indexes);
    let size = size(&item);
    if indexes.copies_whole_items() && size > CARD_LIMIT {
        return Err(codec(format!("an indexed item of {size} bytes is over {CARD_LIMIT}")));
    }
    Ok(item)
}

fn index(item: &mut Item, indexes: &Indexes) {
    let named = [("GSI1", &indexes.owner), ("GSI2", &indexes.relation), ("GSI3", &indexes.work)];
    for (name, key) in named {
        if let Some(key) = key {
            item.insert(format!("{name}PK"), AttributeValue::S(key.pk.clone()));
            item.insert(format!("{name}SK"), AttributeValue::S(key.sk.clone()));
        }
    }
    if let Some(expires_at) = indexes.expires_at {
        item.insert("ttl".into(), AttributeValue::N(expires_at.as_second().to_string()));
    }
}

/// Reads an item as `E`, lifting older schema versions first.
pub fn decode<E: Entity>(item: Item) -> Result<Stored<E>, TableFault> {
    let codec = |detail: String| TableFault::Codec { entity: E::TYPE, detail };
    if entity_type(&item) != Some(E::TYPE) {
        return Err(codec(format!("found an item of type {:?}", entity_type(&item))));
    }
    let version = number(&item, "v").and_then(|v| u64::try_from(v).ok()).unwrap_or_default();
    let schema = number(&item, "sv").and_then(|v| u32::try_from(v).ok()).unwrap_or(1);
    let item = if schema < E::SCHEMA { E::upcast(schema, item) } else { item };
    let value = from_item(item).map_err(|error| codec(error.to_string()))?;
    Ok(Stored::new(value, version))
}

/// The size of an item in bytes, near enough to DynamoDB's own count to keep a limit.
pub fn size(item: &Item) -> usize {
    item.iter().map(|(name, value)| name.len() + value_size(value)).sum()
}

fn value_size(value: &AttributeValue) -> usize {
    match value {
        AttributeValue::S(text) => text.len(),
        AttributeValue::N(digits) => digits.len().div_ceil(2) + 1,
        AttributeValue::B(bytes) => bytes.as_ref().len(),
        AttributeValue::L(list) => 3 + list.iter().map(|value| 1 + value_size(value)).sum::<usize>(),
        AttributeValue::M(map) => 3 + map.iter().map(|(name, value)| 1 + name.len() + value_size(value)).sum::<usize>(),
        AttributeValue::Ss(set) | AttributeValue::Ns(set) => set.iter().map(String::len).sum(),
        AttributeValue::Bs(set) => set.iter().map(|bytes| bytes.as_ref().len()).sum(),
        _ => 1,
    }
}
