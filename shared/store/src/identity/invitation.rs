//! Invitations, and which one to an address is the latest.

use domain::identity::invitation::Invitation;
use kernel::email::Email;
use kernel::id::InvitationId;
use kernel::key::Part;
use kernel::time::{Timestamp, after};
use serde::{Deserialize, Serialize};
use table::{
    Entity, Index, Indexes, Key, Page, PageRequest, Partition, Person, Query, Shape, Stored, Table, TableFault, key,
    part,
};

use super::partitions;

/// How long an invitation is shown after its time is over, in seconds: 30 days.
const SHOWN: i64 = 30 * 86_400;

/// The item of an [`Invitation`].
#[derive(Debug)]
pub struct InvitationRecord;

impl InvitationRecord {
    /// Where an invitation is.
    pub fn at(invitation: InvitationId) -> Key {
        key!("INVITATION", invitation; "HEAD")
    }
}

impl Entity for InvitationRecord {
    type Value = Invitation;
    const TYPE: &'static str = "Invitation";
    const SHAPE: Shape = Shape { owner: Some(("INVITATIONS", "{inv}")), ..Shape::at("INVITATION#{inv}", "HEAD") };
    const PERSON: Person =
        Person::Elsewhere("names the address that was invited: who was offered what must be told; expires");
    const PARTITION: Partition = partitions::INVITATION;

    fn key(invitation: &Invitation) -> Key {
        Self::at(invitation.id)
    }

    fn indexes(invitation: &Invitation) -> Indexes {
        Indexes {
            owner: Some(Key { pk: part!("INVITATIONS"), sk: invitation.id.to_string() }),
            expires_at: Some(after(invitation.expires_at, SHOWN)),
            ..Indexes::default()
        }
    }
}

/// The latest invitation to an address: it alone is good. The address itself does not enter the key.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InvitedAddress {
    /// A digest of the address.
    pub address: String,
    /// The invitation.
    pub invitation: InvitationId,
    /// When the invitation ends.
    pub expires_at: Timestamp,
}

impl InvitedAddress {
    /// Who is invited by `invitation`.
    pub fn by(invitation: &Invitation) -> Self {
        let address = Part::sha(invitation.email.canonical()).to_string();
        Self { address, invitation: invitation.id, expires_at: invitation.expires_at }
    }
}

/// The item of an [`InvitedAddress`].
#[derive(Debug)]
pub struct InvitedAddressRecord;

impl InvitedAddressRecord {
    fn at(address: &str) -> Key {
        // A digest is hex already; text that is not one is hashed once more, so that any text has a place.
        let address = Part::new(address).unwrap_or_else(|_| Part::sha(address));
        key!("INVITED", address; "HEAD")
    }
}

impl Entity for InvitedAddressRecord {
    type Value = InvitedAddress;
    const TYPE: &'static str = "Invited";
    const SHAPE: Shape = Shape::at("INVITED#{sha}", "HEAD");
    const PERSON: Person = Person::Elsewhere("a digest of the address that was invited; expires with the invitation");
    const PARTITION: Partition = partitions::INVITED;

    fn key(invited: &InvitedAddress) -> Key {
        Self::at(&invited.address)
    }

    fn indexes(invited: &InvitedAddress) -> Indexes {
        Indexes { expires_at: Some(invited.expires_at), ..Indexes::default() }
    }
}

/// Invitations, by their access patterns.
pub struct Invitations<'a> {
    pub(crate) table: &'a Table,
}

impl Invitations<'_> {
    /// The invitation with this id.
    pub async fn by_id(&self, invitation: InvitationId) -> Result<Option<Stored<InvitationRecord>>, TableFault> {
        self.table.get(&InvitationRecord::at(invitation)).await
    }

    /// Which invitation to this address is the latest.
    pub async fn latest(&self, email: &Email) -> Result<Option<Stored<InvitedAddressRecord>>, TableFault> {
        self.table.get(&InvitedAddressRecord::at(&Part::sha(email.canonical()).to_string())).await
    }

    /// A page of all invitations, newest first.
    pub async fn all(&self, page: &PageRequest) -> Result<Page<Stored<InvitationRecord>>, TableFault> {
        let query = Query::of(Index::Owner, part!("INVITATIONS")).descending();
        self.table.page::<InvitationRecord>(&query, page).await
    }
}
