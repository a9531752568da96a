//! What the shop knows about a person: the one list that exports and erasure go by.
//!
//! A kind of item that is kept for each user gets one line in [`KINDS`]; the test below refuses one that has none. What is
//! found through others (orders, payments, refunds, the audit) is followed by the use-cases themselves.

use std::collections::BTreeSet;

use kernel::id::UserId;
use serde_json::Value;
use table::{Entity, Index, Items, Query, Table, TableFault, part};

use super::data_export::DataExportItem;
use super::email_change::EmailChangeItem;
use super::repeated_registration::RepeatsItem;
use super::second_factor::SecondFactorItem;
use super::session::SessionItem;
use super::user::{CredentialHead, PendingItem, UserHead};
use super::user_phone::{ChallengeItem, PhoneHead};
use crate::profiles::address::{AddressBookItem, AddressItem};
use crate::profiles::geo_location::GeoItem;
use crate::profiles::notification_preferences::NotificationsItem;
use crate::profiles::packaging_preference::PackagingItem;
use crate::profiles::profile::ProfileHead;
use crate::profiles::user_interests::InterestsItem;
use crate::shopping::cart::CartItem;

/// The partitions that belong to one user.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Room {
    /// The account; a pseudonym stays in it.
    Account,
    /// What proves who they are.
    Credentials,
    /// Requests for their data.
    Exports,
    /// Changes of their address.
    Emails,
    /// Their telephone.
    Phone,
    /// What they tell about themself.
    Profile,
    /// Their sessions.
    Sessions,
    /// Their cart.
    Shopper,
}

impl Room {
    /// The partition key.
    fn of(self, user: UserId) -> String {
        match self {
            Self::Account => part!("USER", user),
            Self::Credentials => part!("CREDENTIAL", user),
            Self::Exports => part!("EXPORTS", user),
            Self::Emails => part!("EMAILS", user),
            Self::Phone => part!("PHONE", user),
            Self::Profile => part!("PROFILE", user),
            Self::Sessions => part!("SESSIONS", user),
            Self::Shopper => part!("SHOPPER", user),
        }
    }

    /// Whether erasing a person empties it; of the account a pseudonym and its events stay, which name ids alone.
    fn is_erased(self) -> bool {
        self != Self::Account
    }
}

/// A kind of item that is kept for each user.
pub struct Kind {
    /// The entity's type.
    pub entity: &'static str,
    /// Where it is; with its room it is erased.
    room: Room,
    /// How it is shown to the person.
    shown: Shown,
}

impl Kind {
    /// Whether the person is shown it; the others open doors.
    pub fn is_shown(&self) -> bool {
        matches!(self.shown, Shown::As { .. })
    }
}

/// How a kind of item is shown to the person whose it is.
enum Shown {
    /// In a file of the archive.
    As { file: &'static str, about: &'static str, without: &'static [&'static str], take: Take },
    /// Not at all, for it opens doors and says nothing about anybody.
    Never,
}

/// Takes the items of one kind out of a room, as they are stored.
type Take = fn(&mut Items) -> Result<Vec<Value>, TableFault>;

const fn shown<E: Entity>(
    room: Room,
    file: &'static str,
    about: &'static str,
    without: &'static [&'static str],
) -> Kind {
    Kind { entity: E::TYPE, room, shown: Shown::As { file, about, without, take: take::<E> } }
}

const fn secret<E: Entity>(room: Room) -> Kind {
    Kind { entity: E::TYPE, room, shown: Shown::Never }
}

/// Every kind of item that is kept for each user.
pub static KINDS: &[Kind] = &[
    shown::<UserHead>(Room::Account, "account", "Your account: address, name, and when you registered.", &[]),
    shown::<SessionItem>(
        Room::Sessions,
        "sessions",
        "Where you are logged in: the device as it described itself, the network without its last part, and when.",
        &["secret_hash", "previous_hash", "chain"],
    ),
    shown::<ProfileHead>(Room::Profile, "profile", "What you told about yourself.", &[]),
    shown::<AddressBookItem>(
        Room::Profile,
        "address_book",
        "Which of your addresses are used unless you say otherwise.",
        &[],
    ),
    shown::<AddressItem>(Room::Profile, "addresses", "The addresses in your address book.", &[]),
    shown::<GeoItem>(Room::Profile, "location", "Where you said you are.", &[]),
    shown::<InterestsItem>(Room::Profile, "interests", "What you said you like.", &[]),
    shown::<PackagingItem>(Room::Profile, "packaging", "How you like your parcels packed.", &[]),
    shown::<NotificationsItem>(
        Room::Profile,
        "notification_preferences",
        "What you agreed or refused to be told, by which way, and when you did.",
        &[],
    ),
    shown::<CartItem>(Room::Shopper, "cart", "What is in your cart, and where it would be sent.", &[]),
    shown::<DataExportItem>(Room::Exports, "data_exports", "When you asked for your data.", &["archive"]),
    shown::<EmailChangeItem>(
        Room::Emails,
        "email_changes",
        "Which address of yours was to take the place of which.",
        &["taken"],
    ),
    shown::<PhoneHead>(
        Room::Phone,
        "phone",
        "The telephone number that was shown to be yours, and when it was written to.",
        &[],
    ),
    shown::<ChallengeItem>(
        Room::Phone,
        "phone_challenges",
        "Codes that were texted to you lately; the codes are not kept.",
        &[],
    ),
    secret::<CredentialHead>(Room::Credentials),
    secret::<PendingItem>(Room::Credentials),
    secret::<RepeatsItem>(Room::Credentials),
    secret::<SecondFactorItem>(Room::Credentials),
];

/// Kinds of items whose keys name a user and that are not in [`KINDS`], each with the reason.
pub const ELSEWHERE: &[(&str, &str)] = &[
    ("Farewell", "the address that the last mail goes to: made by the deletion, gone with the mail"),
    ("Order", "found by its index: shown with its lines, payments and refunds, and pseudonymised when it is finished"),
];

/// What one kind of item says about somebody.
#[derive(Debug)]
pub struct Told {
    /// The name of the file that it stands in, without an ending.
    pub file: &'static str,
    /// What it is, for the person to read.
    pub about: &'static str,
    /// The items.
    pub items: Vec<Value>,
}

/// What the shop knows about a person, by its access patterns.
pub struct PersonalData<'a> {
    pub(crate) table: &'a Table,
}

impl PersonalData<'_> {
    /// What each kind of item says about `user`; secrets are left out.
    pub async fn of(&self, user: UserId) -> Result<Vec<Told>, TableFault> {
        let rooms: BTreeSet<Room> = KINDS.iter().map(|kind| kind.room).collect();
        let mut told = Vec::new();
        for room in rooms {
            let mut items = self.table.collect(&Query::of(Index::Base, room.of(user))).await?;
            for kind in KINDS.iter().filter(|kind| kind.room == room) {
                let Shown::As { file, about, without, take } = kind.shown else { continue };
                let mut values = take(&mut items)?;
                for members in values.iter_mut().filter_map(Value::as_object_mut) {
                    members.retain(|name, _| !without.contains(&name.as_str()));
                }
                told.push(Told { file, about, items: values });
            }
        }
        Ok(told)
    }

    /// Erases every item that is kept for `user`, but for the account, and tells how many there were.
    ///
    /// It may stop anywhere and be begun again.
    pub async fn erase(&self, user: UserId) -> Result<usize, TableFault> {
        let rooms: BTreeSet<Room> = KINDS.iter().map(|kind| kind.room).filter(|room| room.is_erased()).collect();
        let mut erased = 0;
        for room in rooms {
            erased += self.table.erase_partition(room.of(user)).await?;
        }
        Ok(erased)
    }
}

fn take<E: Entity>(items: &mut Items) -> Result<Vec<Value>, TableFault> {
    let value = |stored: &table::Stored<E>| {
        serde_json::to_value(&**stored).map_err(|error| TableFault::Malformed(error.to_string()))
    };
    items.take_all::<E>()?.iter().map(value).collect()
}

#[cfg(test)]
mod tests {
    use kernel::id::Ulid;

    use super::*;

    fn names_a_user(shape: &table::Shape) -> bool {
        let entries = [shape.owner, shape.relation, shape.work].into_iter().flatten();
        let keys = [(shape.pk, shape.sk)].into_iter().chain(entries);
        keys.flat_map(|(pk, sk)| [pk, sk]).any(|key| key.contains("{usr"))
    }

    #[test]
    fn whatever_is_kept_for_a_user_is_on_the_list_or_excepted_with_a_reason() {
        let listed = |entity: &str| KINDS.iter().any(|kind| kind.entity == entity);
        let excepted = |entity: &str| ELSEWHERE.iter().any(|(name, reason)| *name == entity && !reason.is_empty());
        let all = crate::shapes::all();
        for (entity, shape) in all.iter().filter(|(_, shape)| names_a_user(shape)) {
            assert!(listed(entity) != excepted(entity), "{entity} ({}) must be in KINDS or in ELSEWHERE", shape.pk);
        }
        let known = |entity: &str| all.iter().any(|(name, shape)| *name == entity && names_a_user(shape));
        let named = KINDS.iter().map(|kind| kind.entity).chain(ELSEWHERE.iter().map(|(entity, _)| *entity));
        assert!(named.clone().all(known), "{:?}", named.filter(|entity| !known(entity)).collect::<Vec<_>>());
    }

    #[test]
    fn a_kind_is_looked_for_where_its_items_are() {
        let user = UserId::from_ulid(Ulid::nil());
        for kind in KINDS {
            let (_, shape) = crate::shapes::all().into_iter().find(|(entity, _)| *entity == kind.entity).unwrap();
            let noun = shape.pk.split('#').next().unwrap();
            assert_eq!(kind.room.of(user), format!("{noun}#{user}"), "{}", kind.entity);
        }
    }

    #[test]
    fn each_file_has_one_kind_and_says_what_it_is() {
        let files = KINDS.iter().filter_map(|kind| match kind.shown {
            Shown::As { file, about, .. } => Some((file, about)),
            Shown::Never => None,
        });
        let distinct: BTreeSet<&str> = files.clone().map(|(file, _)| file).collect();
        assert_eq!(distinct.len(), files.clone().count());
        assert!(files.into_iter().all(|(_, about)| about.ends_with('.')));
    }
}
