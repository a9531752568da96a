//! Provider store. What a simulated provider must not forget between two runs: its payments, keys and events.
//!
//! A real provider keeps these for us. Here they are rows of a small file beside the database, written with every
//! change, so that a killed process loses none; a stack without a database file keeps nothing.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::{Connection, params};
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
pub struct ProviderStore(Option<Arc<Mutex<Connection>>>);

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
    /// Books that nothing is written to.
    pub fn in_memory() -> Self {
        Self(None)
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
        Ok(Self(Some(Arc::new(Mutex::new(connection)))))
    }

    /// The rows of a book, oldest first.
    pub fn entries<T: DeserializeOwned>(&self, book: &str) -> Result<Vec<T>, ProviderStoreFault> {
        let Some(connection) = &self.0 else { return Ok(Vec::new()) };
        let connection = connection.lock().unwrap_or_else(PoisonError::into_inner);
        let mut query = connection.prepare("SELECT entry FROM entries WHERE book = ?1 ORDER BY rowid")?;
        let rows = query.query_map([book], |row| row.get::<_, String>(0))?;
        rows.map(|row| Ok(serde_json::from_str(&row?)?)).collect()
    }

    /// Writes rows together; a failure is logged, as they are safe in memory as long as the process lives.
    pub fn keep(&self, entries: &[Entry]) {
        let Some(connection) = &self.0 else { return };
        let mut connection = connection.lock().unwrap_or_else(PoisonError::into_inner);
        if let Err(error) = write(&mut connection, entries) {
            tracing::error!(%error, "a provider's books could not be written");
        }
    }
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
