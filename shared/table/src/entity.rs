//! How a value becomes an item: its key, its index entries, its schema.

use std::ops::Deref;

use kernel::time::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::item::Item;
use crate::key::Key;
use crate::partition::Partition;
use crate::person::Person;

/// A kind of item. Implemented by a marker type beside the noun's access patterns; the value itself is the domain's.
pub trait Entity: Send + Sync + 'static {
    /// What is stored.
    type Value: Serialize + DeserializeOwned + Clone + Send + Sync;

    /// The name in the item's `et` attribute.
    const TYPE: &'static str;

    /// The schema version that is written; raised when a stored value's shape changes.
    const SCHEMA: u32 = 1;

    /// The key patterns, for the list of access patterns.
    const SHAPE: Shape;

    /// Whose data it is, and who may see it; without a default, for nobody may be forgotten.
    const PERSON: Person;

    /// The partition that it is kept in, and who may touch it; without a default, for nothing is open by oversight.
    const PARTITION: Partition;

    /// The primary key of `value`.
    fn key(value: &Self::Value) -> Key;

    /// The index entries of `value`.
    fn indexes(_value: &Self::Value) -> Indexes {
        Indexes::default()
    }

    /// Lifts an item of schema `from` to [`Entity::SCHEMA`].
    fn upcast(_from: u32, item: Item) -> Item {
        item
    }
}

/// Key patterns in words, such as `ORDER#{ord}`; `None` where there is no entry.
#[derive(Clone, Copy, Debug, Default)]
pub struct Shape {
    /// The partition key.
    pub pk: &'static str,
    /// The sort key.
    pub sk: &'static str,
    /// GSI1, by owner: partition and sort key.
    pub owner: Option<(&'static str, &'static str)>,
    /// GSI2, by relation: partition and sort key.
    pub relation: Option<(&'static str, &'static str)>,
    /// GSI3, work that is due: partition and sort key.
    pub work: Option<(&'static str, &'static str)>,
}

impl Shape {
    /// A shape without index entries.
    pub const fn at(pk: &'static str, sk: &'static str) -> Self {
        Self { pk, sk, owner: None, relation: None, work: None }
    }
}

/// The index entries of one item.
#[derive(Clone, Debug, Default)]
pub struct Indexes {
    /// GSI1: "mine, newest first".
    pub owner: Option<Key>,
    /// GSI2: children of another noun, public lists.
    pub relation: Option<Key>,
    /// GSI3: present only while there is work to do.
    pub work: Option<Key>,
    /// When the item may be collected; truth is always compared with the clock.
    pub expires_at: Option<Timestamp>,
}

impl Indexes {
    /// Whether an index holds a copy of the whole item (GSI1 and GSI2 do, GSI3 holds keys).
    pub(crate) fn copies_whole_items(&self) -> bool {
        self.owner.is_some() || self.relation.is_some()
    }
}

/// A value as it was read, with the version that a write must find again.
#[derive(Debug)]
pub struct Stored<E: Entity> {
    value: E::Value,
    version: u64,
}

impl<E: Entity> Stored<E> {
    pub(crate) fn new(value: E::Value, version: u64) -> Self {
        Self { value, version }
    }

    /// A value whose creation was just committed by this process: its version is the first.
    pub fn created(value: E::Value) -> Self {
        Self::new(value, 1)
    }

    /// A value that was taken apart after it was read with `version`.
    pub fn at_version(value: E::Value, version: u64) -> Self {
        Self::new(value, version)
    }

    /// The version that was read; the first is 1.
    pub fn version(&self) -> u64 {
        self.version
    }

    /// The value alone.
    pub fn into_value(self) -> E::Value {
        self.value
    }
}

impl<E: Entity> Clone for Stored<E> {
    fn clone(&self) -> Self {
        Self { value: self.value.clone(), version: self.version }
    }
}

impl<E: Entity> Deref for Stored<E> {
    type Target = E::Value;

    fn deref(&self) -> &E::Value {
        &self.value
    }
}
