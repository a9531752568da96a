//! State file. What a stack must not forget between two runs: queued messages, positions in streams, sent mails and
//! texts, stored objects.
//!
//! AWS keeps these for us. Here they are small tables in a file beside the database. Mails and texts are read from there, so
//! that a shop that has sent many is not larger for it; a stack without a database file has them in memory, and writes down
//! nothing else, because nothing of it survives.

use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

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
pub struct StateFile {
    connection: Mutex<Connection>,
    /// Whether there is a next run.
    survives: bool,
}

impl StateFile {
    /// A state file that ends with this value.
    pub fn in_memory() -> Result<Self, StateFileFault> {
        Self::over(Connection::open_in_memory()?, false)
    }

    /// The state file at `path`, made if there is none.
    pub fn open(path: &Path) -> Result<Self, StateFileFault> {
        Self::over(Connection::open(path)?, true)
    }

    fn over(connection: Connection, survives: bool) -> Result<Self, StateFileFault> {
        // A killed process loses nothing this way; a machine that loses power may, which is fine for a local shop.
        connection.execute_batch(
            "PRAGMA journal_mode = WAL;
             PRAGMA synchronous = OFF;
             CREATE TABLE IF NOT EXISTS messages (
                 queue TEXT NOT NULL, id TEXT NOT NULL, message TEXT NOT NULL, PRIMARY KEY (queue, id));
             CREATE TABLE IF NOT EXISTS positions (reader TEXT PRIMARY KEY, position TEXT NOT NULL);
             CREATE TABLE IF NOT EXISTS mails (id TEXT PRIMARY KEY, mail TEXT NOT NULL);
             CREATE TABLE IF NOT EXISTS receivers (
                 address TEXT NOT NULL COLLATE NOCASE, mail TEXT NOT NULL, PRIMARY KEY (address, mail)) WITHOUT ROWID;
             CREATE TABLE IF NOT EXISTS texts (id TEXT PRIMARY KEY, message TEXT NOT NULL);
             CREATE INDEX IF NOT EXISTS texts_by_number ON texts (json_extract(message, '$.to'));
             CREATE TABLE IF NOT EXISTS objects (
                 bucket TEXT NOT NULL, key TEXT NOT NULL, media_type TEXT, stored_at TEXT NOT NULL, bytes BLOB NOT NULL,
                 PRIMARY KEY (bucket, key));",
        )?;
        // Mails of a run that did not note their receivers beside them.
        connection.execute(
            "INSERT OR IGNORE INTO receivers (address, mail)
             SELECT receiver.value, mails.id FROM mails, json_each(mails.mail, '$.to') AS receiver
             WHERE NOT EXISTS (SELECT 1 FROM receivers)",
            [],
        )?;
        Ok(Self { connection: Mutex::new(connection), survives })
    }

    fn locked(&self) -> MutexGuard<'_, Connection> {
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes; a failure is logged.
    fn write(&self, statement: &str, values: impl rusqlite::Params) {
        let connection = self.locked();
        let written = connection.prepare_cached(statement).and_then(|mut prepared| prepared.execute(values));
        if let Err(error) = written {
            tracing::error!(%error, "the state file could not be written");
        }
    }

    /// Writes what is safe in memory as long as the process lives, for the next one.
    fn write_down(&self, statement: &str, values: impl rusqlite::Params) {
        if self.survives {
            self.write(statement, values);
        }
    }

    fn entries<T: DeserializeOwned>(
        &self,
        query: &str,
        values: impl rusqlite::Params,
    ) -> Result<Vec<T>, StateFileFault> {
        let connection = self.locked();
        let mut prepared = connection.prepare_cached(query)?;
        let rows = prepared.query_map(values, |row| row.get::<_, String>(0))?;
        rows.map(|row| Ok(serde_json::from_str(&row?)?)).collect()
    }

    /// The same; a failure is logged, and there are none.
    fn found<T: DeserializeOwned>(&self, query: &str, values: impl rusqlite::Params) -> Vec<T> {
        let found = self.entries(query, values);
        found.inspect_err(|error| tracing::error!(%error, "the state file could not be read")).unwrap_or_default()
    }

    /// The messages left in a queue, oldest first.
    pub fn messages<T: DeserializeOwned>(&self, queue_arn: &str) -> Result<Vec<T>, StateFileFault> {
        self.entries("SELECT message FROM messages WHERE queue = ?1 ORDER BY rowid", [queue_arn])
    }

    /// Keeps the message of this id as it is now.
    pub fn keep(&self, queue_arn: &str, id: &str, message: &impl Serialize) {
        self.write_down(
            "INSERT INTO messages (queue, id, message) VALUES (?1, ?2, ?3)
             ON CONFLICT (queue, id) DO UPDATE SET message = excluded.message",
            params![queue_arn, id, text(message)],
        );
    }

    /// Forgets a message.
    pub fn drop_message(&self, queue_arn: &str, id: &str) {
        self.write_down("DELETE FROM messages WHERE queue = ?1 AND id = ?2", params![queue_arn, id]);
    }

    /// Where a reader of a stream stopped: the sequence number of the last record it is done with.
    pub fn position(&self, reader: &str) -> Result<Option<String>, StateFileFault> {
        let connection = self.locked();
        let query = "SELECT position FROM positions WHERE reader = ?1";
        Ok(connection.query_row(query, [reader], |row| row.get(0)).optional()?)
    }

    /// Notes where a reader of a stream is.
    pub fn advance(&self, reader: &str, position: &str) {
        self.write_down(
            "INSERT INTO positions (reader, position) VALUES (?1, ?2)
             ON CONFLICT (reader) DO UPDATE SET position = excluded.position",
            params![reader, position],
        );
    }

    /// Keeps a mail to `receivers`.
    pub fn keep_mail<'a>(&self, id: &str, receivers: impl IntoIterator<Item = &'a String>, mail: &impl Serialize) {
        self.write("INSERT OR REPLACE INTO mails (id, mail) VALUES (?1, ?2)", params![id, text(mail)]);
        for receiver in receivers {
            self.write("INSERT OR IGNORE INTO receivers (address, mail) VALUES (?1, ?2)", params![receiver, id]);
        }
    }

    /// The latest mails, newest first, at most so many.
    pub fn mails<T: DeserializeOwned>(&self, most: u32) -> Vec<T> {
        self.found("SELECT mail FROM mails ORDER BY rowid DESC LIMIT ?1", [most])
    }

    /// The latest mails to an address, newest first, at most so many.
    pub fn mails_to<T: DeserializeOwned>(&self, address: &str, most: u32) -> Vec<T> {
        self.found(
            "SELECT mails.mail FROM receivers JOIN mails ON mails.id = receivers.mail
             WHERE receivers.address = ?1 ORDER BY mails.rowid DESC LIMIT ?2",
            params![address, most],
        )
    }

    /// The mail with this id.
    pub fn mail<T: DeserializeOwned>(&self, id: &str) -> Option<T> {
        self.found("SELECT mail FROM mails WHERE id = ?1", [id]).pop()
    }

    /// How many mails there are.
    pub fn mail_count(&self) -> u64 {
        self.locked().query_row("SELECT count(*) FROM mails", [], |row| row.get(0)).unwrap_or_default()
    }

    /// The objects that are stored.
    pub fn objects(&self) -> Result<Vec<Object>, StateFileFault> {
        let connection = self.locked();
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
        self.write_down(
            "INSERT OR REPLACE INTO objects (bucket, key, media_type, stored_at, bytes) VALUES (?1, ?2, ?3, ?4, ?5)",
            params![bucket, key, media_type, stored_at.to_string(), bytes],
        );
    }

    /// Forgets an object.
    pub fn drop_object(&self, bucket: &str, key: &str) {
        self.write_down("DELETE FROM objects WHERE bucket = ?1 AND key = ?2", params![bucket, key]);
    }

    /// Forgets every mail.
    pub fn drop_mails(&self) {
        self.write("DELETE FROM mails", []);
        self.write("DELETE FROM receivers", []);
    }

    /// The latest texts, newest first, at most so many.
    pub fn texts<T: DeserializeOwned>(&self, most: u32) -> Vec<T> {
        self.found("SELECT message FROM texts ORDER BY rowid DESC LIMIT ?1", [most])
    }

    /// The latest texts to a number, newest first, at most so many.
    pub fn texts_to<T: DeserializeOwned>(&self, number: &str, most: u32) -> Vec<T> {
        self.found(
            "SELECT message FROM texts WHERE json_extract(message, '$.to') = ?1 ORDER BY rowid DESC LIMIT ?2",
            params![number, most],
        )
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
