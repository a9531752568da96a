//! Changes of a profile: how somebody is reached and spoken to, and by which name.

use context::version::{StaleVersion, check_version};
use context::{Committed as _, Context};
use domain::identity::user_phone::UserPhone;
use domain::profiles::language_tag::LanguageTag;
use domain::profiles::profile::Profile;
use kernel::faults;
use kernel::id::UserId;
use kernel::phone_number::PhoneNumber;
use kernel::text::Text;
use kernel::time::Timestamp;
use serde::{Deserialize, Deserializer, Serialize};
use store::identity::user::{UserRecord, WithProfile};
use table::idempotency::{Answer, Command};
use table::{AttributeValue, Stored, TableFault, Tx, Update};

/// What happens to one field (RFC 7396): one that is left out stays, and `null` takes away.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub enum FieldChange<T> {
    /// It stays as it is.
    #[default]
    Keep,
    /// Nothing is left of it.
    Clear,
    /// It becomes this.
    Set(T),
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for FieldChange<T> {
    /// Reads a field that is there; the default stands for one that is not.
    fn deserialize<D: Deserializer<'de>>(field: D) -> Result<Self, D::Error> {
        Ok(Option::deserialize(field)?.map_or(Self::Clear, Self::Set))
    }
}

impl<T: Clone> FieldChange<T> {
    /// What becomes of a field that is `now`.
    fn of(&self, now: Option<&T>) -> Option<T> {
        match self {
            Self::Keep => now.cloned(),
            Self::Clear => None,
            Self::Set(value) => Some(value.clone()),
        }
    }
}

/// What is to be changed.
#[derive(Clone, Debug, Default)]
pub struct ProfileChange {
    /// How to address them.
    pub name: FieldChange<Text<100>>,
    /// Where they can be called.
    pub phone: FieldChange<PhoneNumber>,
    /// The language they are written in.
    pub locale: FieldChange<LanguageTag>,
}

faults! {
    /// Why a profile was not changed.
    #[derive(Debug, thiserror::Error)]
    pub enum ProfileFault {
        /// The account is gone.
        #[error("this account does not exist any more")]
        Gone => Unauthenticated "unauthenticated";
        /// The caller meant another version.
        #[error(transparent)]
        Version(#[from] StaleVersion);
        /// Others kept changing it, or the table failed.
        #[error(transparent)]
        Table(#[from] TableFault);
        /// The same command is being, or was, executed by a twin.
        #[error("a twin of this command came first")]
        Duplicate => Conflict "idempotency_in_progress" after 1;
    }
}

context::commit_fault!(ProfileFault, Duplicate);

/// A profile as it is from now on.
#[derive(Clone, Debug)]
pub struct EditedProfile {
    /// How to address them.
    pub name: Option<Text<100>>,
    /// What they told.
    pub profile: Profile,
    /// When its phone was shown to be theirs, if it is the number that was.
    pub phone_verified_at: Option<Timestamp>,
    /// Its version.
    pub version: u64,
}

/// A profile as it is; version 0 is that of somebody who told nothing.
pub async fn read_profile(cx: &Context, user: UserId) -> Result<EditedProfile, ProfileFault> {
    let WithProfile { account, profile: stored, phone } = cx.store.users().with_profile(user).await?;
    let name = account.ok_or(ProfileFault::Gone)?.name.clone();
    let version = stored.as_ref().map_or(0, Stored::version);
    let profile = stored.map_or_else(|| Profile::unknown(user, cx.now), Stored::into_value);
    let phone_verified_at = verified_at(&profile, phone.as_deref());
    Ok(EditedProfile { name, profile, phone_verified_at, version })
}

/// When the phone of `profile` was verified: another number than the verified one never was.
fn verified_at(profile: &Profile, phone: Option<&UserPhone>) -> Option<Timestamp> {
    phone?.verified_at(profile.phone.as_ref()?)
}

/// Changes the profile of `user`, and the name of their account with it.
pub async fn update_profile(
    cx: &Context,
    user: UserId,
    change: &ProfileChange,
    expected: Option<u64>,
    command: Option<&Command>,
    answer: impl Fn(&EditedProfile) -> Answer,
) -> Result<EditedProfile, ProfileFault> {
    cx.again(|| async {
        let WithProfile { account, profile: stored, phone } = cx.store.users().with_profile(user).await?;
        let account = account.ok_or(ProfileFault::Gone)?;
        let version = stored.as_ref().map_or(0, Stored::version);
        check_version(expected, "the profile", version)?;
        let mut profile = stored.as_deref().cloned().unwrap_or_else(|| Profile::unknown(user, cx.now));
        profile.phone = change.phone.of(profile.phone.as_ref());
        profile.locale = change.locale.of(profile.locale.as_ref());
        profile.updated_at = cx.now;
        let name = change.name.of(account.name.as_ref());
        let mut tx = Tx::<ProfileFault>::new().save(stored.as_ref(), &profile);
        if name != account.name {
            tx = tx.update(rename(user, name.as_ref())).or(ProfileFault::Gone);
        }
        let phone_verified_at = verified_at(&profile, phone.as_deref());
        let edited = EditedProfile { name, profile, phone_verified_at, version: version + 1 };
        tx.once(command, &answer(&edited)).commit(cx.store.table()).await.or_again(edited)
    })
    .await
}

/// Sets the name of an account that is there, and nothing else of it.
fn rename(user: UserId, name: Option<&Text<100>>) -> Update {
    let update = Update::at(UserRecord::at(user)).when_exists(&["id"]);
    match name {
        Some(name) => update.set(&["name"], AttributeValue::S(name.to_string())),
        None => update.remove(&["name"]),
    }
}
