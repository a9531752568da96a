//! The audit: entries by day, by who acted, and by what was acted on. They are created, and never touched again.

use domain::audit::record::AuditEntry;
use kernel::id::UserId;
use kernel::key::Part;
use kernel::time::{after, day};
use table::shard::shard_of;
use table::{
    Entity, Index, Indexes, Key, Page, PageRequest, Partition, Person, Query, Shape, Stored, Table, TableFault, key,
    part,
};

use super::partitions;

/// The shards of a day; may grow, never shrink.
const DAY_SHARDS: u16 = 16;
/// How long entries are kept, in seconds: 400 days, so that a year can be compared with the one before.
const KEPT: i64 = 400 * 86_400;

/// The item of an [`AuditEntry`].
#[derive(Debug)]
pub struct AuditEntryRecord;

impl Entity for AuditEntryRecord {
    type Value = AuditEntry;
    const TYPE: &'static str = "Audit";
    const SHAPE: Shape = Shape {
        pk: "AUDIT#{yyyymmdd}#{s:16}",
        sk: "{aud}",
        owner: Some(("AUDITOR#{actor}", "{aud}")),
        relation: Some(("AUDITED#{target}", "{aud}")),
        work: None,
    };
    const PERSON: Person =
        Person::Elsewhere("ids alone: both sides of it are shown by the export; it expires after 400 days");
    const PARTITION: Partition = partitions::AUDIT;

    fn key(record: &AuditEntry) -> Key {
        let id = record.id.to_string();
        Key { pk: of_day(&day(record.at), shard_of(&id, DAY_SHARDS)), sk: id }
    }

    fn indexes(record: &AuditEntry) -> Indexes {
        Indexes {
            owner: Some(key!("AUDITOR", named(&record.actor); record.id)),
            relation: Some(key!("AUDITED", named(&record.target); record.id)),
            work: None,
            expires_at: Some(after(record.at, KEPT)),
        }
    }
}

fn of_day(day: &str, shard: u16) -> String {
    part!("AUDIT", named(day), shard)
}

/// Whatever somebody asks for becomes a part of a key.
fn named(text: &str) -> Part {
    Part::new(text).unwrap_or_else(|_| Part::sha(text))
}

/// The audit, by its access patterns; newest entries first.
pub struct Audit<'a> {
    pub(crate) table: &'a Table,
}

impl Audit<'_> {
    /// A page of the entries of a day (`yyyymmdd`).
    pub async fn of_day(&self, day: &str, page: &PageRequest) -> Result<Page<AuditEntry>, TableFault> {
        let query = |shard: u16| Query::of(Index::Base, of_day(day, shard)).descending();
        let queries: Vec<Query> = (0..DAY_SHARDS).map(query).collect();
        Ok(self.table.page_sharded::<AuditEntryRecord>(&queries, page).await?.map(Stored::into_value))
    }

    /// A page of what somebody did.
    pub async fn by_actor(&self, actor: &str, page: &PageRequest) -> Result<Page<AuditEntry>, TableFault> {
        let query = Query::of(Index::Owner, part!("AUDITOR", named(actor))).descending();
        Ok(self.table.page::<AuditEntryRecord>(&query, page).await?.map(Stored::into_value))
    }

    /// What somebody did and what was done to them, newest first: of each, up to `most` entries.
    pub async fn concerning(&self, user: UserId, most: u16) -> Result<[Vec<AuditEntry>; 2], TableFault> {
        let queries = [
            Query::of(Index::Owner, part!("AUDITOR", user)).descending(),
            Query::of(Index::Relation, part!("AUDITED", user)).descending(),
        ];
        let mut found = self.table.collect_up_to(&queries, most).await?.into_iter();
        let mut next = || -> Result<Vec<AuditEntry>, TableFault> {
            let records = found.next().unwrap_or_default().take_all::<AuditEntryRecord>()?;
            Ok(records.into_iter().map(Stored::into_value).collect())
        };
        Ok([next()?, next()?])
    }

    /// A page of what was done to something.
    pub async fn of_target(&self, target: &str, page: &PageRequest) -> Result<Page<AuditEntry>, TableFault> {
        let query = Query::of(Index::Relation, part!("AUDITED", named(target))).descending();
        Ok(self.table.page::<AuditEntryRecord>(&query, page).await?.map(Stored::into_value))
    }
}
