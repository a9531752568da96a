//! One-time tokens, found by the hash of their text.

use domain::identity::one_time_token::OneTimeToken;
use kernel::key::Part;
use table::{Entity, Indexes, Key, Partition, Person, Shape, Stored, Table, TableFault, key};

use super::partitions;

/// The item of a [`OneTimeToken`].
#[derive(Debug)]
pub struct OneTimeTokenRecord;

impl OneTimeTokenRecord {
    /// Where the token with this hash is.
    pub fn at(hash: &str) -> Key {
        // A hash is hex; text that is not one is hashed once more, so that any text has a place.
        let hash = Part::new(hash).unwrap_or_else(|_| Part::sha(hash));
        key!("TOKEN", hash; "HEAD")
    }
}

impl Entity for OneTimeTokenRecord {
    type Value = OneTimeToken;
    const TYPE: &'static str = "Token";
    const SHAPE: Shape = Shape::at("TOKEN#{sha}", "HEAD");
    const PERSON: Person =
        Person::Elsewhere("found by its hash: those that were mailed to a person are erased with the account");
    const PARTITION: Partition = partitions::TOKEN;

    fn key(token: &OneTimeToken) -> Key {
        Self::at(&token.hash)
    }

    fn indexes(token: &OneTimeToken) -> Indexes {
        Indexes { expires_at: Some(token.expires_at), ..Indexes::default() }
    }
}

/// One-time tokens, by their access pattern.
pub struct Tokens<'a> {
    pub(crate) table: &'a Table,
}

impl Tokens<'_> {
    /// The token with this hash.
    pub async fn by_hash(&self, hash: &str) -> Result<Option<Stored<OneTimeTokenRecord>>, TableFault> {
        self.table.get(&OneTimeTokenRecord::at(hash)).await
    }

    /// Makes the token with this hash worthless, whether it is there or not.
    pub async fn erase(&self, hash: &str) -> Result<(), TableFault> {
        self.table.erase(&OneTimeTokenRecord::at(hash)).await
    }
}
