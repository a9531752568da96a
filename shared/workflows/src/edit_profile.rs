//! Changes of a profile: how somebody is reached and spoken to, and by which name.

use domain::profiles::language_tag::LanguageTag;
use domain::profiles::phone_number::PhoneNumber;
use domain::profiles::profile::Profile;
use kernel::fault::{Fault, FaultKind};
use kernel::id::UserId;
use kernel::text::Text;
use store::identity::user::UserHead;
use table::idempotency::{Answer, Command};
use table::{AttributeValue, Stored, TableFault, Tx, TxFault, Update};

use crate::Context;

/// How often a change is tried again when others change the same profile.
const TRIES: u32 = 8;

/// What is to be changed: nothing where nothing is said, and nothing is left where nothing is to be.
#[derive(Clone, Debug, Default)]
pub struct ProfileChange {
    /// How to address them.
    pub name: Option<Option<Text<100>>>,
    /// Where they can be called.
    pub phone: Option<Option<PhoneNumber>>,
    /// The language they are written in.
    pub locale: Option<Option<LanguageTag>>,
}

/// Why a profile was not changed.
#[derive(Debug, thiserror::Error)]
pub enum ProfileFault {
    /// The account is gone.
    #[error("this account does not exist any more")]
    Gone,
    /// The caller meant another version.
    #[error("the profile has changed; its version is {0}")]
    StaleVersion(u64),
    /// Others kept changing it, or the table failed.
    #[error(transparent)]
    Table(#[from] TableFault),
    /// The same command is being, or was, executed by a twin.
    #[error("a twin of this command came first")]
    Twin,
}

impl Fault for ProfileFault {
    fn code(&self) -> &'static str {
        match self {
            Self::Gone => "unauthenticated",
            Self::StaleVersion(_) => "stale_version",
            Self::Table(fault) => fault.code(),
            Self::Twin => "idempotency_in_progress",
        }
    }

    fn kind(&self) -> FaultKind {
        match self {
            Self::Gone => FaultKind::Unauthenticated,
            Self::StaleVersion(_) => FaultKind::Stale,
            Self::Table(fault) => fault.kind(),
            Self::Twin => FaultKind::Conflict,
        }
    }

    fn retry_after(&self) -> Option<u32> {
        match self {
            Self::Table(fault) => fault.retry_after(),
            Self::Twin => Some(1),
            _ => None,
        }
    }
}

/// A profile as it is from now on.
#[derive(Clone, Debug)]
pub struct EditedProfile {
    /// How to address them.
    pub name: Option<Text<100>>,
    /// What they told.
    pub profile: Profile,
    /// Its version.
    pub version: u64,
}

/// A profile as it is; version 0 is that of somebody who told nothing.
pub async fn read_profile(cx: &Context, user: UserId) -> Result<EditedProfile, ProfileFault> {
    let (account, stored) = cx.store.profiles().with_user(user).await?;
    let name = account.ok_or(ProfileFault::Gone)?.name.clone();
    let version = stored.as_ref().map_or(0, Stored::version);
    let profile = stored.map_or_else(|| Profile::unknown(user, cx.now), Stored::into_value);
    Ok(EditedProfile { name, profile, version })
}

/// Changes the profile of `user`, and the name of their account with it.
pub async fn edit_profile(
    cx: &Context,
    user: UserId,
    change: &ProfileChange,
    expected: Option<u64>,
    command: Option<&Command>,
    answer: impl Fn(&EditedProfile) -> Answer,
) -> Result<EditedProfile, ProfileFault> {
    for _ in 0..TRIES {
        let (account, stored) = cx.store.profiles().with_user(user).await?;
        let account = account.ok_or(ProfileFault::Gone)?;
        let version = stored.as_ref().map_or(0, Stored::version);
        if expected.is_some_and(|expected| expected != version) {
            return Err(ProfileFault::StaleVersion(version));
        }
        let mut profile = stored.as_deref().cloned().unwrap_or_else(|| Profile::unknown(user, cx.now));
        if let Some(phone) = &change.phone {
            profile.set_phone(phone.clone());
        }
        if let Some(locale) = &change.locale {
            profile.locale.clone_from(locale);
        }
        profile.updated_at = cx.now;
        let name = change.name.clone().unwrap_or_else(|| account.name.clone());
        let mut tx = Tx::<ProfileFault>::new().save(stored.as_ref(), &profile);
        if name != account.name {
            tx = tx.update(rename(user, name.as_ref())).or(ProfileFault::Gone);
        }
        let edited = EditedProfile { name, profile, version: version + 1 };
        match tx.once(command, &answer(&edited)).commit(cx.store.table()).await {
            Ok(()) => return Ok(edited),
            Err(TxFault::Stale) => {}
            Err(TxFault::Twin) => return Err(ProfileFault::Twin),
            Err(TxFault::Refused(fault)) => return Err(fault),
            Err(TxFault::Table(fault)) => return Err(fault.into()),
        }
    }
    Err(TableFault::Contended.into())
}

/// Sets the name of an account that is there, and nothing else of it.
fn rename(user: UserId, name: Option<&Text<100>>) -> Update {
    let update = Update::at(UserHead::at(user)).when_exists(&["id"]);
    match name {
        Some(name) => update.set(&["name"], AttributeValue::S(name.to_string())),
        None => update.remove(&["name"]),
    }
}
