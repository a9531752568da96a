//! Provider store. What a simulated provider must not forget between two runs: its payments, keys and events.
//!
//! A real provider keeps these for us. Here they are rows of a small file beside the database, written with every
//! change, so that a killed process loses none; without a database file they are in memory. They are read where they are
//! needed: a shop that has taken many payments is not larger for it.

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rusqlite::{Connection, OptionalExtension as _, params};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// The file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ProviderStoreFault {
    /// `SQLite` refused.
    #[error("a provider's books cannot be read: {0}")]
    Sqlite(#[from] rusqlite::Error),
    /// An entry is not what was written.
    #[error("a provider's books hold an entry that cannot be read: {0}")]
    Entry(#[from] serde_json::Error),
}

/// The rows of one provider, in books by their kind; clones are the same rows.
#[derive(Clone)]
pub struct ProviderStore(Arc<Mutex<Connection>>);

/// One row to write.
pub struct Entry {
    book: &'static str,
    id: String,
    text: String,
}

impl Entry {
    /// The row `id` of a book.
    pub fn new(book: &'static str, id: &str, row: &impl Serialize) -> Self {
        Self { book, id: id.to_owned(), text: serde_json::to_string(row).unwrap_or_default() }
    }
}

impl ProviderStore {
    /// Books that end with this value.
    pub fn in_memory() -> Result<Self, ProviderStoreFault> {
        Self::open(Path::new(":memory:"))
    }

    /// The books in the file at `path`, made if there is none.
    pub fn open(path: &Path) -> Result<Self, ProviderStoreFault> {
        let connection = Connection::open(path)?;
        // A killed process loses nothing this way; a machine that loses power may, which is fine for a local shop.
        connection.execute_batch(
            "PRAGMA journal_mode = WAL;
             PRAGMA synchronous = OFF;
             CREATE TABLE IF NOT EXISTS entries (
                 book TEXT NOT NULL, id TEXT NOT NULL, entry TEXT NOT NULL, PRIMARY KEY (book, id));",
        )?;
        Ok(Self(Arc::new(Mutex::new(connection))))
    }

    fn locked(&self) -> MutexGuard<'_, Connection> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The rows of a book, oldest first; a failure is logged, and there are none.
    pub fn entries<T: DeserializeOwned>(&self, book: &str) -> Vec<T> {
        self.read(book).inspect_err(unreadable).unwrap_or_default()
    }

    fn read<T: DeserializeOwned>(&self, book: &str) -> Result<Vec<T>, ProviderStoreFault> {
        let connection = self.locked();
        let mut query = connection.prepare_cached("SELECT entry FROM entries WHERE book = ?1 ORDER BY rowid")?;
        let rows = query.query_map([book], |row| row.get::<_, String>(0))?;
        rows.map(|row| Ok(serde_json::from_str(&row?)?)).collect()
    }

    /// A row of a book, if it is there; a failure is logged, and there is none.
    pub fn entry<T: DeserializeOwned>(&self, book: &str, id: &str) -> Option<T> {
        self.find(book, id).inspect_err(unreadable).unwrap_or_default()
    }

    fn find<T: DeserializeOwned>(&self, book: &str, id: &str) -> Result<Option<T>, ProviderStoreFault> {
        let connection = self.locked();
        let mut query = connection.prepare_cached("SELECT entry FROM entries WHERE book = ?1 AND id = ?2")?;
        let text = query.query_row([book, id], |row| row.get::<_, String>(0)).optional()?;
        Ok(text.map(|text| serde_json::from_str(&text)).transpose()?)
    }

    /// The ids of a book's rows that `other` has no row for, oldest first.
    pub fn missing_from(&self, other: &str, book: &str) -> Result<Vec<String>, ProviderStoreFault> {
        let connection = self.locked();
        let mut query = connection.prepare(
            "SELECT id FROM entries WHERE book = ?1
             AND id NOT IN (SELECT id FROM entries WHERE book = ?2) ORDER BY rowid",
        )?;
        let rows = query.query_map([book, other], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The largest number that a book's rows have in `field`; zero if there is no row.
    pub fn largest(&self, book: &str, field: &str) -> Result<u64, ProviderStoreFault> {
        let query = "SELECT coalesce(max(json_extract(entry, '$.' || ?2)), 0) FROM entries WHERE book = ?1";
        Ok(self.locked().query_row(query, [book, field], |row| row.get(0))?)
    }

    /// Writes rows together; a failure is logged.
    pub fn keep(&self, entries: &[Entry]) {
        if entries.is_empty() {
            return;
        }
        if let Err(error) = write(&mut self.locked(), entries) {
            tracing::error!(%error, "a provider's books could not be written");
        }
    }
}

fn unreadable(error: &ProviderStoreFault) {
    tracing::error!(%error, "a provider's books could not be read");
}

fn write(connection: &mut Connection, entries: &[Entry]) -> Result<(), rusqlite::Error> {
    let transaction = connection.transaction()?;
    for Entry { book, id, text } in entries {
        let mut put = transaction.prepare_cached(
            "INSERT INTO entries (book, id, entry) VALUES (?1, ?2, ?3)
             ON CONFLICT (book, id) DO UPDATE SET entry = excluded.entry",
        )?;
        put.execute(params![book, id, text])?;
    }
    transaction.commit()
}
