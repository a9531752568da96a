//! Users, their credentials, and who has an e-mail address.

use domain::identity::user::{Credential, Role, User};
use kernel::email::Email;
use kernel::id::{TokenId, UserId};
use kernel::key::Part;
use kernel::time::Timestamp;
use serde::{Deserialize, Serialize};
use table::shard::shard_of;
use table::unique::{Claimed, Unique};
use table::{
    Entity, Index, Indexes, Item, Key, Page, PageRequest, Partition, Person, Query, Shape, Stored, Table, TableFault,
    key, part,
};

use super::partitions;
use super::scope;
use super::user_phone::UserPhoneRecord;
use crate::profiles::profile::ProfileRecord;

/// The shards of the list of users by month; may grow, never shrink.
const SHARDS: u16 = 8;

/// The item of a [`User`].
#[derive(Debug)]
pub struct UserRecord;

impl UserRecord {
    /// Where a user is.
    pub fn at(user: UserId) -> Key {
        key!("USER", user; "HEAD")
    }
}

impl Entity for UserRecord {
    type Value = User;
    const TYPE: &'static str = "User";
    const SCHEMA: u32 = scope::SINCE;
    const SHAPE: Shape = Shape {
        pk: "USER#{usr}",
        sk: "HEAD",
        owner: Some(("ROLE#{role} (staff and sellers only)", "{usr}")),
        relation: Some(("USERS#{yyyymm}#{s:8}", "{usr}")),
        work: None,
    };
    const PERSON: Person = Person::pseudonym("account", "Your account: address, name, and when you registered.");
    const PARTITION: Partition = partitions::USER;

    fn key(user: &User) -> Key {
        Self::at(user.id)
    }

    fn indexes(user: &User) -> Indexes {
        let month = user.created_at.strftime("%Y%m").to_string();
        let month = Part::new(&month).unwrap_or_else(|_| Part::sha(&month));
        let by_role = |role: &'static str| Key { pk: part!("ROLE", role), sk: user.id.to_string() };
        Indexes {
            owner: (user.role != Role::Customer).then(|| by_role(user.role.as_str())),
            relation: Some(Key {
                pk: part!("USERS", month, shard_of(&user.id.to_string(), SHARDS)),
                sk: user.id.to_string(),
            }),
            ..Indexes::default()
        }
    }

    fn upcast(from: u32, item: Item) -> Item {
        scope::lift(from, item)
    }
}

/// The item of a [`Credential`]: in a partition of its own, so that a policy can fence it off.
#[derive(Debug)]
pub struct CredentialRecord;

impl CredentialRecord {
    /// Where a user's credential is.
    pub fn at(user: UserId) -> Key {
        key!("CREDENTIAL", user; "HEAD")
    }
}

impl Entity for CredentialRecord {
    type Value = Credential;
    const TYPE: &'static str = "Credential";
    const SHAPE: Shape = Shape::at("CREDENTIAL#{usr}", "HEAD");
    const PERSON: Person = Person::Secret;
    const PARTITION: Partition = partitions::CREDENTIAL;

    fn key(credential: &Credential) -> Key {
        Self::at(credential.user)
    }
}

/// The password of one registration, kept until somebody confirms the address with the token of that very registration.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PendingCredential {
    /// The token that was mailed.
    pub token: TokenId,
    /// What the account's credential becomes.
    pub credential: Credential,
    /// When the token ends.
    pub expires_at: Timestamp,
}

/// The item of a [`PendingCredential`], behind the same fence as the credential itself.
#[derive(Debug)]
pub struct PendingCredentialRecord;

impl PendingCredentialRecord {
    /// Where the password that belongs to a token is.
    pub fn at(user: UserId, token: TokenId) -> Key {
        key!("CREDENTIAL", user; "PENDING", token)
    }
}

impl Entity for PendingCredentialRecord {
    type Value = PendingCredential;
    const TYPE: &'static str = "PendingCredential";
    const SHAPE: Shape = Shape::at("CREDENTIAL#{usr}", "PENDING#{tok}");
    const PERSON: Person = Person::Secret;
    const PARTITION: Partition = partitions::CREDENTIAL;

    fn key(pending: &PendingCredential) -> Key {
        Self::at(pending.credential.user, pending.token)
    }

    fn indexes(pending: &PendingCredential) -> Indexes {
        Indexes { expires_at: Some(pending.expires_at), ..Indexes::default() }
    }
}

/// The claim that an address belongs to a user; the address itself does not enter the key.
pub fn email_claim(email: &Email, user: UserId) -> Claimed {
    Claimed::new(partitions::EMAIL, &Part::sha(email.canonical()), user)
}

/// Users, by their access patterns.
pub struct Users<'a> {
    pub(crate) table: &'a Table,
}

impl Users<'_> {
    /// The user with this id, unless the account was deleted.
    pub async fn by_id(&self, user: UserId) -> Result<Option<Stored<UserRecord>>, TableFault> {
        Ok(self.even_deleted(user).await?.filter(|user| !user.is_deleted()))
    }

    /// The user with this id, or what is left of them.
    pub async fn even_deleted(&self, user: UserId) -> Result<Option<Stored<UserRecord>>, TableFault> {
        self.table.get(&UserRecord::at(user)).await
    }

    /// The user with this id, unless the account was deleted, and their credential, if they have one: one read.
    pub async fn and_credential(
        &self,
        user: UserId,
    ) -> Result<Option<(Stored<UserRecord>, Option<Stored<CredentialRecord>>)>, TableFault> {
        let (head, credential) = (UserRecord::at(user), CredentialRecord::at(user));
        let mut items = self.table.batch(&[head.clone(), credential.clone()]).await?;
        let user = items.take::<UserRecord>(&head)?.filter(|user| !user.is_deleted());
        Ok(user.zip(Some(items.take(&credential)?)))
    }

    /// The ids of everybody with this role, customers excepted, as an index lists them; the first of them, up to `most`.
    pub async fn ids_by_role(&self, role: Role, most: u16) -> Result<Vec<UserId>, TableFault> {
        let query = Query::of(Index::Owner, part!("ROLE", role.as_str()));
        let mut listed = self.table.collect_up_to(&[query], most).await?.pop().unwrap_or_default();
        let ids = listed.take_all::<UserRecord>()?.into_iter().map(|user| user.id);
        Ok(ids.collect())
    }

    /// The id of the user with this address.
    pub async fn id_by_email(&self, email: &Email) -> Result<Option<UserId>, TableFault> {
        let claimed = self.table.owner_of(partitions::EMAIL, &Part::sha(email.canonical())).await?;
        Ok(claimed.and_then(|claimed: Stored<Unique>| claimed.owner.parse().ok()))
    }

    /// The claim that an address belongs to somebody, to be released.
    pub async fn claim_on(&self, email: &Email) -> Result<Option<Stored<Unique>>, TableFault> {
        self.table.owner_of(partitions::EMAIL, &Part::sha(email.canonical())).await
    }

    /// The password that belongs to a token, if it has one of its own.
    pub async fn pending(
        &self,
        user: UserId,
        token: TokenId,
    ) -> Result<Option<Stored<PendingCredentialRecord>>, TableFault> {
        self.table.get(&PendingCredentialRecord::at(user, token)).await
    }

    /// The password of the latest registration of an unconfirmed account.
    pub async fn latest_pending(&self, user: UserId) -> Result<Option<Stored<PendingCredentialRecord>>, TableFault> {
        let query = Query::of(Index::Base, part!("CREDENTIAL", user)).prefix("PENDING#").descending();
        Ok(self.table.collect(&query).await?.take_all()?.into_iter().next())
    }

    /// The passwords of all registrations of an account that were not confirmed.
    pub async fn all_pending(&self, user: UserId) -> Result<Vec<Stored<PendingCredentialRecord>>, TableFault> {
        let query = Query::of(Index::Base, part!("CREDENTIAL", user)).prefix("PENDING#");
        self.table.collect(&query).await?.take_all()
    }

    /// The credential of a user, if they have one.
    pub async fn credential(&self, user: UserId) -> Result<Option<Stored<CredentialRecord>>, TableFault> {
        self.table.get(&CredentialRecord::at(user)).await
    }

    /// A page of those who have one of `roles`, which are not customers', oldest accounts first.
    pub async fn of_roles(&self, roles: &[Role], page: &PageRequest) -> Result<Page<Stored<UserRecord>>, TableFault> {
        let query = |role: &Role| Query::of(Index::Owner, part!("ROLE", role.as_str()));
        let queries: Vec<Query> = roles.iter().map(query).collect();
        self.table.page_sharded::<UserRecord>(&queries, page).await
    }

    /// The user with this id and their credential: one read. A deleted account has none.
    pub async fn with_credential(
        &self,
        user: UserId,
    ) -> Result<Option<(Stored<UserRecord>, Stored<CredentialRecord>)>, TableFault> {
        let (head, credential) = (UserRecord::at(user), CredentialRecord::at(user));
        let mut items = self.table.batch(&[head.clone(), credential.clone()]).await?;
        Ok(items.take(&head)?.zip(items.take(&credential)?))
    }

    /// The account of a customer, if there is one that was not deleted, what they told beside, and their verified telephone: one read.
    pub async fn with_profile(&self, user: UserId) -> Result<WithProfile, TableFault> {
        let (head, profile, phone) = (UserRecord::at(user), ProfileRecord::at(user), UserPhoneRecord::at(user));
        let mut items = self.table.batch(&[head.clone(), profile.clone(), phone.clone()]).await?;
        let account = items.take::<UserRecord>(&head)?.filter(|user| !user.is_deleted());
        Ok(WithProfile { account, profile: items.take(&profile)?, phone: items.take(&phone)? })
    }
}

/// An account with what its holder told.
#[derive(Debug)]
pub struct WithProfile {
    /// The account.
    pub account: Option<Stored<UserRecord>>,
    /// What was told.
    pub profile: Option<Stored<ProfileRecord>>,
    /// What is known of the telephone.
    pub phone: Option<Stored<UserPhoneRecord>>,
}
