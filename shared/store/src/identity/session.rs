//! Sessions, those of one user together.
//!
//! They are apart from their user, so that a policy can let a function see that a session goes on without seeing people.

use domain::identity::session::Session;
use kernel::id::{SessionId, UserId};
use table::{Entity, Index, Indexes, Item, Key, Partition, Person, Query, Shape, Stored, Table, TableFault, key, part};

use super::partitions;
use super::scope;

/// The item of a [`Session`].
#[derive(Debug)]
pub struct SessionRecord;

impl SessionRecord {
    /// Where a session is.
    pub fn at(user: UserId, session: SessionId) -> Key {
        key!("SESSIONS", user; "SESSION", session)
    }
}

impl Entity for SessionRecord {
    type Value = Session;
    const TYPE: &'static str = "Session";
    const SCHEMA: u32 = scope::SINCE;
    const SHAPE: Shape = Shape::at("SESSIONS#{usr}", "SESSION#{ses}");
    const PERSON: Person = Person::shown_without(
        "sessions",
        "Where you are logged in: the device as it described itself, the network without its last part, and when.",
        &["secret_hash", "previous_hash", "chain"],
    );
    const PARTITION: Partition = partitions::SESSIONS;

    fn key(session: &Session) -> Key {
        Self::at(session.user, session.id)
    }

    fn indexes(session: &Session) -> Indexes {
        Indexes { expires_at: Some(session.expires_at), ..Indexes::default() }
    }

    fn upcast(from: u32, item: Item) -> Item {
        scope::lift(from, item)
    }
}

/// Sessions, by their access patterns.
pub struct Sessions<'a> {
    pub(crate) table: &'a Table,
}

impl Sessions<'_> {
    /// One session of a user.
    pub async fn by_id(&self, user: UserId, session: SessionId) -> Result<Option<Stored<SessionRecord>>, TableFault> {
        self.table.get(&SessionRecord::at(user, session)).await
    }

    /// All sessions of a user, oldest first.
    pub async fn of_user(&self, user: UserId) -> Result<Vec<Stored<SessionRecord>>, TableFault> {
        let query = Query::of(Index::Base, part!("SESSIONS", user)).prefix("SESSION#");
        self.table.collect(&query).await?.take_all()
    }
}
