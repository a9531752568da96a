//! State file. What a stack must not forget between two runs: queued messages, positions in streams, sent mails and
//! texts, stored objects.
//!
//! AWS keeps these for us. Here they are small tables in a file beside the database; a stack without a database
//! file keeps nothing, because nothing of it survives.

use std::path::Path;
use std::sync::{Mutex, PoisonError};

use kernel::time::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, params};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// A stored object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Object {
    /// Its bucket.
    pub bucket: String,
    /// Its key.
    pub key: String,
    /// What it is, as whoever stored it said.
    pub media_type: Option<String>,
    /// When it was stored.
    pub stored_at: Timestamp,
    /// What is in it.
    pub bytes: Vec<u8>,
}

/// The state file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum StateFileFault {
    /// `SQLite` refused.
    #[error("the state file cannot be read: {0}")]
    Sqlite(#[from] rusqlite::Error),
    /// An entry is not what was written.
    #[error("the state file holds an entry that cannot be read: {0}")]
    Entry(#[from] serde_json::Error),
}

/// The memory of a stack from one run to the next.
pub struct StateFile(Option<Mutex<Connection>>);

impl StateFile {
    /// A state file that keeps nothing.
    pub fn in_memory() -> Self {
        Self(None)
    }

    /// The state file at `path`, made if there is none.
    pub fn open(path: &Path) -> Result<Self, StateFileFault> {
        let connection = Connection::open(path)?;
        // A killed process loses nothing this way; a machine that loses power may, which is fine for a local shop.
        connection.execute_batch(
            "PRAGMA journal_mode = WAL;
             PRAGMA synchronous = OFF;
             CREATE TABLE IF NOT EXISTS messages (
                 queue TEXT NOT NULL, id TEXT NOT NULL, message TEXT NOT NULL, PRIMARY KEY (queue, id));
             CREATE TABLE IF NOT EXISTS positions (reader TEXT PRIMARY KEY, position TEXT NOT NULL);
             CREATE TABLE IF NOT EXISTS mails (id TEXT PRIMARY KEY, mail TEXT NOT NULL);
             CREATE TABLE IF NOT EXISTS texts (id TEXT PRIMARY KEY, message TEXT NOT NULL);
             CREATE TABLE IF NOT EXISTS objects (
                 bucket TEXT NOT NULL, key TEXT NOT NULL, media_type TEXT, stored_at TEXT NOT NULL, bytes BLOB NOT NULL,
                 PRIMARY KEY (bucket, key));",
        )?;
        Ok(Self(Some(Mutex::new(connection))))
    }

    /// Writes; a failure is logged, as the message is safe in memory as long as the process lives.
    fn write(&self, statement: &str, values: impl rusqlite::Params) {
        let Some(connection) = &self.0 else { return };
        let connection = connection.lock().unwrap_or_else(PoisonError::into_inner);
        let written = connection.prepare_cached(statement).and_then(|mut prepared| prepared.execute(values));
        if let Err(error) = written {
            tracing::error!(%error, "the state file could not be written");
        }
    }

    fn entries<T: DeserializeOwned>(
        &self,
        query: &str,
        values: impl rusqlite::Params,
    ) -> Result<Vec<T>, StateFileFault> {
        let Some(connection) = &self.0 else { return Ok(Vec::new()) };
        let connection = connection.lock().unwrap_or_else(PoisonError::into_inner);
        let mut prepared = connection.prepare(query)?;
        let rows = prepared.query_map(values, |row| row.get::<_, String>(0))?;
        rows.map(|row| Ok(serde_json::from_str(&row?)?)).collect()
    }

    /// The messages left in a queue, oldest first.
    pub fn messages<T: DeserializeOwned>(&self, queue_arn: &str) -> Result<Vec<T>, StateFileFault> {
        self.entries("SELECT message FROM messages WHERE queue = ?1 ORDER BY rowid", [queue_arn])
    }

    /// Keeps the message of this id as it is now.
    pub fn keep(&self, queue_arn: &str, id: &str, message: &impl Serialize) {
        self.write(
            "INSERT INTO messages (queue, id, message) VALUES (?1, ?2, ?3)
             ON CONFLICT (queue, id) DO UPDATE SET message = excluded.message",
            params![queue_arn, id, text(message)],
        );
    }

    /// Forgets a message.
    pub fn drop_message(&self, queue_arn: &str, id: &str) {
        self.write("DELETE FROM messages WHERE queue = ?1 AND id = ?2", params![queue_arn, id]);
    }

    /// Where a reader of a stream stopped: the sequence number of the last record it is done with.
    pub fn position(&self, reader: &str) -> Result<Option<String>, StateFileFault> {
        let Some(connection) = &self.0 else { return Ok(None) };
        let connection = connection.lock().unwrap_or_else(PoisonError::into_inner);
        let query = "SELECT position FROM positions WHERE reader = ?1";
        Ok(connection.query_row(query, [reader], |row| row.get(0)).optional()?)
    }

    /// Notes where a reader of a stream is.
    pub fn advance(&self, reader: &str, position: &str) {
        self.write(
            "INSERT INTO positions (reader, position) VALUES (?1, ?2)
             ON CONFLICT (reader) DO UPDATE SET position = excluded.position",
            params![reader, position],
        );
    }

    /// The mails sent so far, oldest first.
    pub fn mails<T: DeserializeOwned>(&self) -> Result<Vec<T>, StateFileFault> {
        self.entries("SELECT mail FROM mails ORDER BY rowid", [])
    }

    /// Keeps a mail.
    pub fn keep_mail(&self, id: &str, mail: &impl Serialize) {
        self.write("INSERT OR REPLACE INTO mails (id, mail) VALUES (?1, ?2)", params![id, text(mail)]);
    }

    /// The objects that are stored.
    pub fn objects(&self) -> Result<Vec<Object>, StateFileFault> {
        let Some(connection) = &self.0 else { return Ok(Vec::new()) };
        let connection = connection.lock().unwrap_or_else(PoisonError::into_inner);
        let mut prepared = connection.prepare("SELECT bucket, key, media_type, stored_at, bytes FROM objects")?;
        let rows = prepared.query_map([], |row| {
            let stored_at: String = row.get(3)?;
            let stored_at = stored_at.parse().unwrap_or(Timestamp::UNIX_EPOCH);
            Ok(Object { bucket: row.get(0)?, key: row.get(1)?, media_type: row.get(2)?, stored_at, bytes: row.get(4)? })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Keeps an object as it is now.
    pub fn keep_object(&self, object: &Object) {
        let Object { bucket, key, media_type, stored_at, bytes } = object;
        self.write(
            "INSERT OR REPLACE INTO objects (bucket, key, media_type, stored_at, bytes) VALUES (?1, ?2, ?3, ?4, ?5)",
            params![bucket, key, media_type, stored_at.to_string(), bytes],
        );
    }

    /// Forgets an object.
    pub fn drop_object(&self, bucket: &str, key: &str) {
        self.write("DELETE FROM objects WHERE bucket = ?1 AND key = ?2", params![bucket, key]);
    }

    /// Forgets every mail.
    pub fn drop_mails(&self) {
        self.write("DELETE FROM mails", []);
    }

    /// The texts sent so far, oldest first.
    pub fn texts<T: DeserializeOwned>(&self) -> Result<Vec<T>, StateFileFault> {
        self.entries("SELECT message FROM texts ORDER BY rowid", [])
    }

    /// Keeps a text.
    pub fn keep_sms(&self, id: &str, message: &impl Serialize) {
        self.write("INSERT OR REPLACE INTO texts (id, message) VALUES (?1, ?2)", params![id, text(message)]);
    }

    /// Forgets every text.
    pub fn drop_sms(&self) {
        self.write("DELETE FROM texts", []);
    }
}

fn text(entry: &impl Serialize) -> String {
    serde_json::to_string(entry).unwrap_or_default()
}
