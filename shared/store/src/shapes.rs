//! Every kind of item as it is registered: its keys, whose data it is, who may touch it.

use serde_json::Value;
use table::read::Items;
use table::{Entity, Partition, Person, Shape, Stored, TableFault};

/// The nouns of one area, and the partitions that they are kept in.
#[derive(Clone, Copy, Debug)]
pub struct Area {
    /// Its name, which is that of its module.
    pub name: &'static str,
    /// Its kinds of items.
    pub nouns: &'static [Noun],
    /// Its partitions, those of indexes and of events alone among them.
    pub partitions: &'static [Partition],
}

/// One kind of item.
#[derive(Clone, Copy, Debug)]
pub struct Noun {
    /// The name in the item's `et` attribute.
    pub entity: &'static str,
    /// Its key patterns.
    pub shape: Shape,
    /// Whose data it is.
    pub person: Person,
    /// Where it is kept.
    pub partition: Partition,
    /// Takes its items out of a partition that was read, as they are stored.
    pub(crate) take: Take,
}

/// Takes the items of one kind out of those that were read.
pub(crate) type Take = fn(&mut Items) -> Result<Vec<Value>, TableFault>;

impl Noun {
    /// The kind of item that `E` is.
    pub(crate) const fn of<E: Entity>() -> Self {
        Self { entity: E::TYPE, shape: E::SHAPE, person: E::PERSON, partition: E::PARTITION, take: take::<E> }
    }
}

fn take<E: Entity>(items: &mut Items) -> Result<Vec<Value>, TableFault> {
    let value =
        |stored: &Stored<E>| serde_json::to_value(&**stored).map_err(|error| TableFault::Malformed(error.to_string()));
    items.take_all::<E>()?.iter().map(value).collect()
}

/// Every kind of item, area by area.
pub fn all() -> impl Iterator<Item = &'static Noun> + Clone {
    crate::AREAS.iter().flat_map(|area| area.nouns)
}

/// Every partition of the table and of its indexes, area by area.
pub fn partitions() -> impl Iterator<Item = &'static Partition> + Clone {
    crate::AREAS.iter().flat_map(|area| area.partitions)
}

impl Area {
    /// The access patterns of the area as Markdown: a row for each kind of item, and one for each partition.
    pub fn page(&self) -> String {
        let mut nouns = self.nouns.to_vec();
        nouns.sort_by_key(|noun| noun.entity);
        let nouns: String = nouns.iter().map(Noun::row).collect();
        let partitions: String = self.partitions.iter().map(partition_row).collect();
        format!(
            "# Access patterns: {}\n\nGenerated from the entities by the test of `shared/store/src/shapes/tests.rs`.\n\n\
             | Item | PK / SK | GSI1 by owner | GSI2 by relation | GSI3 work | Whose data |\n|---|---|---|---|---|---|\n\
             {nouns}\n| Keys that begin with | are read by | are written by |\n|---|---|---|\n{partitions}",
            self.name
        )
    }
}

impl Noun {
    fn row(&self) -> String {
        let Self { entity, shape, person, .. } = self;
        let index = |entry: Option<(&str, &str)>| entry.map_or_else(String::new, |(pk, sk)| format!("`{pk}` / `{sk}`"));
        let (owner, relation, work) = (index(shape.owner), index(shape.relation), index(shape.work));
        let whose = match person {
            Person::Shown(shown) => format!("a user's, shown to them in `{}.json`", shown.file),
            Person::Secret => "a user's, shown to nobody".to_owned(),
            Person::Elsewhere(how) => (*how).to_owned(),
            Person::Nobody => String::new(),
        };
        format!("| {entity} | `{}` / `{}` | {owner} | {relation} | {work} | {whose} |\n", shape.pk, shape.sk)
    }
}

fn partition_row(partition: &Partition) -> String {
    format!("| `{}` | {} | {} |\n", partition.prefix, partition.readers.join(", "), partition.writers.join(", "))
}

#[cfg(test)]
mod tests;
