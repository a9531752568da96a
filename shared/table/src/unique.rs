//! Uniqueness, and look-ups by a natural key: one item for each value, consistent where an index is not.
//!
//! A kind of unique value is a partition (`UNIQ#EMAIL`), so that it is known who may look into it.

use serde::{Deserialize, Serialize};

use crate::Table;
use crate::entity::{Entity, Shape, Stored};
use crate::error::TableFault;
use crate::key::{Key, Part};
use crate::partition::Partition;
use crate::person::Person;

/// That `value` of `kind` belongs to `owner`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claimed {
    kind: String,
    value: String,
    /// The id of what has the value.
    pub owner: String,
}

impl Claimed {
    /// `owner` has the value; personal values are handed in hashed ([`Part::sha`]).
    pub fn new(kind: Partition, value: &Part, owner: impl std::fmt::Display) -> Self {
        Self { kind: kind.name().to_owned(), value: value.to_string(), owner: owner.to_string() }
    }
}

/// The item of a [`Claimed`] value.
#[derive(Debug)]
pub struct Unique;

impl Unique {
    /// Where the owner of a value is kept.
    pub fn at(kind: Partition, value: &Part) -> Key {
        crate::key!("UNIQ", kind.name(), value.clone(); "UNIQ")
    }
}

impl Entity for Unique {
    type Value = Claimed;
    const TYPE: &'static str = "Unique";
    const SHAPE: Shape = Shape::at("UNIQ#{kind}#{value}", "UNIQ");
    const PERSON: Person =
        Person::Elsewhere("whose a value is, by a digest where it is personal; let go with the account");
    const PARTITION: Partition = Partition::engine("UNIQ");

    fn key(claimed: &Claimed) -> Key {
        Key { pk: format!("UNIQ#{}#{}", claimed.kind, claimed.value), sk: "UNIQ".into() }
    }
}

impl Table {
    /// Who has a value.
    pub async fn owner_of(&self, kind: Partition, value: &Part) -> Result<Option<Stored<Unique>>, TableFault> {
        self.get::<Unique>(&Unique::at(kind, value)).await
    }
}
