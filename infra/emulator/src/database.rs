//! The embedded DynamoDB of a stack.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use dynoxide::Database;
use dynoxide::actions::describe_table::DescribeTableRequest;
use dynoxide::actions::update_time_to_live::UpdateTimeToLiveRequest;
use serde_json::Value;

use crate::clock::{LocalClock, machine_time};
use crate::template::TableSpec;

/// Where the items of a stack are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DatabaseSpec {
    /// In memory, gone with the stack.
    Memory,
    /// In this file, made if there is none.
    File(PathBuf),
}

/// The database cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum DatabaseFault {
    /// The engine refused.
    #[error("the database cannot be used: {0}")]
    Engine(#[from] dynoxide::DynoxideError),
    /// `SQLite` refused.
    #[error("the database file cannot be used: {0}")]
    Sqlite(#[from] rusqlite::Error),
    /// The table in the file has other keys, indexes or streams than the template's.
    #[error("the table {0:?} of an earlier run differs from the template's; `souk reset` makes it anew")]
    Changed(String),
    /// The template's table is not one that `CreateTable` takes.
    #[error("the table {table:?} cannot be made: {reason}")]
    Table {
        /// The name of the table.
        table: String,
        /// Why not.
        reason: String,
    },
}

/// Makes finding the newest stream record of a table a lookup. Without it every write scans all stream records.
const STREAM_INDEX: &str = "CREATE INDEX IF NOT EXISTS _stream_records_by_sequence
     ON _stream_records (table_name, CAST(sequence_number AS INTEGER))";

/// How many databases in memory this process has made, which is what tells their names apart.
static MADE: AtomicU64 = AtomicU64::new(0);

/// How much memory the pages of all database files of this process may take, in bytes. Bulk loading, below, asks for twice as
/// much for itself, and a shop would grow until it has it; what is read again comes from the file's mapping.
const MOST_CACHED: u64 = 32 * 1024 * 1024;

/// Streams keep their records for a day.
const STREAM_HOURS: i64 = 24;

/// Opens the database and makes the tables that are not there yet.
pub fn open(spec: &DatabaseSpec, tables: &[TableSpec], clock: Arc<LocalClock>) -> Result<Database, DatabaseFault> {
    let database = match spec {
        DatabaseSpec::Memory => memory(clock)?,
        DatabaseSpec::File(path) => file(path)?,
    };
    for table in tables {
        create(&database, table)?;
    }
    Ok(database)
}

/// An empty database in memory with the index.
///
/// The engine runs no SQL of ours, so the index is made in a shared in-memory database under a name of its own, which
/// is then copied over.
fn memory(clock: Arc<LocalClock>) -> Result<Database, DatabaseFault> {
    let database = Database::memory_with_clock(clock)?;
    // Databases in memory with one name are one database, and many stacks live in one process.
    let number = MADE.fetch_add(1, Ordering::Relaxed);
    let name = format!("file:souk-{number}?mode=memory&cache=shared");
    let origin = Database::new(&name)?;
    rusqlite::Connection::open(&name)?.execute_batch(STREAM_INDEX)?;
    database.restore_from(&name)?;
    drop(origin);
    Ok(database)
}

fn file(path: &Path) -> Result<Database, DatabaseFault> {
    let database = Database::new(&path.to_string_lossy())?;
    let beside = rusqlite::Connection::open(path)?;
    beside.execute_batch(STREAM_INDEX)?;
    let oldest = machine_time().as_second() - STREAM_HOURS * 60 * 60;
    beside.execute("DELETE FROM _stream_records WHERE created_at < ?1", [oldest])?;
    // Waiting for the disk on every write is what production needs and a local shop does not: a killed process loses
    // nothing either way.
    database.enable_bulk_loading()?;
    beside.pragma_update(None, "soft_heap_limit", MOST_CACHED)?;
    Ok(database)
}

fn create(database: &Database, table: &TableSpec) -> Result<(), DatabaseFault> {
    let refused = |reason: String| DatabaseFault::Table { table: table.name.clone(), reason };
    if database.get_table_metadata(&table.name)?.is_some() {
        let described = database.describe_table(DescribeTableRequest { table_name: table.name.clone() })?;
        let described = serde_json::to_value(described.table).map_err(|error| refused(error.to_string()))?;
        return if layout(&described) == layout(&table.create) {
            Ok(())
        } else {
            Err(DatabaseFault::Changed(table.name.clone()))
        };
    }
    let request = serde_json::from_value(table.create.clone()).map_err(|error| refused(error.to_string()))?;
    database.create_table(request).map_err(|error| refused(error.to_string()))?;
    if let Some(attribute) = &table.ttl_attribute {
        let request = serde_json::json!({
            "TableName": table.name,
            "TimeToLiveSpecification": { "Enabled": true, "AttributeName": attribute },
        });
        let request: UpdateTimeToLiveRequest =
            serde_json::from_value(request).map_err(|error| refused(error.to_string()))?;
        database.update_time_to_live(request)?;
    }
    Ok(())
}

/// What of a table cannot change without making it anew: keys, indexes by name, and what its stream shows.
fn layout(table: &Value) -> (Option<&Value>, BTreeMap<&str, IndexLayout<'_>>, Option<&Value>) {
    let indexes =
        ["GlobalSecondaryIndexes", "LocalSecondaryIndexes"].iter().filter_map(|kind| table.get(kind)?.as_array());
    let indexes = indexes.flatten().filter_map(|index| {
        let projection = index.get("Projection").and_then(|projection| projection.get("ProjectionType"));
        Some((index.get("IndexName")?.as_str()?, (index.get("KeySchema"), projection)))
    });
    let stream = table.get("StreamSpecification").and_then(|stream| stream.get("StreamViewType"));
    (table.get("KeySchema"), indexes.collect(), stream)
}

/// The keys of an index, and what it holds.
type IndexLayout<'a> = (Option<&'a Value>, Option<&'a Value>);

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn table(indexes: &Value) -> TableSpec {
        TableSpec {
            name: "shop".to_owned(),
            stream_arn: None,
            create: json!({
                "TableName": "shop",
                "BillingMode": "PAY_PER_REQUEST",
                "AttributeDefinitions": [
                    { "AttributeName": "PK", "AttributeType": "S" },
                    { "AttributeName": "GSI1PK", "AttributeType": "S" },
                ],
                "KeySchema": [{ "AttributeName": "PK", "KeyType": "HASH" }],
                "GlobalSecondaryIndexes": indexes,
                "StreamSpecification": { "StreamEnabled": true, "StreamViewType": "NEW_AND_OLD_IMAGES" },
            }),
            ttl_attribute: Some("ttl".to_owned()),
        }
    }

    fn index(projection: &str) -> Value {
        json!([{
            "IndexName": "GSI1",
            "KeySchema": [{ "AttributeName": "GSI1PK", "KeyType": "HASH" }],
            "Projection": { "ProjectionType": projection },
        }])
    }

    #[test]
    fn a_table_that_no_longer_fits_the_template_is_not_used() {
        let path = std::env::temp_dir().join(format!("souk-layout-{}.sqlite3", std::process::id()));
        let file = DatabaseSpec::File(path.clone());
        let clock = || Arc::new(LocalClock::running());
        drop(open(&file, &[table(&index("ALL"))], clock()).unwrap());
        drop(open(&file, &[table(&index("ALL"))], clock()).unwrap());
        let changed = open(&file, &[table(&index("KEYS_ONLY"))], clock());
        for suffix in ["", "-wal", "-shm"] {
            let _ = std::fs::remove_file(format!("{}{suffix}", path.display()));
        }
        assert!(matches!(changed, Err(DatabaseFault::Changed(_))));
    }
}
