//! Changes of an address book: each is one read and one transaction, again if somebody else was faster.

use context::Context;
use domain::profiles::address::{Address, AddressFault};
use domain::profiles::address_book::{AddressBook, AddressBookFault, Defaults, SavedAddress};
use domain::profiles::phone_number::{PhoneFault, PhoneNumber};
use kernel::faults;
use kernel::id::{AddressId, UserId};
use store::profiles::address::{AddressBookItem, AddressItem};
use table::idempotency::{Answer, Command};
use table::{Stored, TableFault, Tx, TxFault};

/// How often a change is tried again when others change the same book.
const TRIES: u32 = 8;

faults! {
    /// Why an address book was not changed.
    #[derive(Debug, thiserror::Error)]
    pub enum AddressBookEditFault {
        /// The book's own rules.
        #[error(transparent)]
        Book(#[from] AddressBookFault);
        /// Its country's post would not deliver there.
        #[error(transparent)]
        Address(#[from] AddressFault);
        /// Nobody can be called by this number.
        #[error(transparent)]
        Phone(#[from] PhoneFault) => Invalid "validation_failed" at "/phone";
        /// The caller meant another version of the address.
        #[error("the address has changed; its version is {0}")]
        StaleVersion(u64) => Stale "stale_version";
        /// Others kept changing the book, or the table failed.
        #[error(transparent)]
        Table(#[from] TableFault);
        /// The same command is being, or was, executed by a twin.
        #[error("a twin of this command came first")]
        Twin => Conflict "idempotency_in_progress" after 1;
    }
}

/// An address as it is kept from now on.
#[derive(Clone, Debug)]
pub struct Kept {
    /// The address.
    pub address: SavedAddress,
    /// Its version.
    pub version: u64,
    /// What it is the default of.
    pub defaults: Defaults,
}

/// An address whose country's post delivers there, with its phone number in one spelling.
fn checked(mut address: Address) -> Result<Address, AddressBookEditFault> {
    address.check_closely()?;
    if let Some(phone) = &address.phone {
        let number: PhoneNumber = phone.as_str().parse()?;
        address.phone = number.as_str().parse().ok();
    }
    Ok(address)
}

/// What a failed commit means: another try, or a refusal.
fn again(committed: Result<(), TxFault<AddressBookEditFault>>) -> Result<bool, AddressBookEditFault> {
    match committed {
        Ok(()) => Ok(false),
        Err(TxFault::Stale) => Ok(true),
        Err(TxFault::Twin) => Err(AddressBookEditFault::Twin),
        Err(TxFault::Refused(fault)) => Err(fault),
        Err(TxFault::Table(fault)) => Err(fault.into()),
    }
}

/// Adds an address to the book of `user`. `command` makes it happen once, and `answer` is what its record keeps.
pub async fn add_address(
    cx: &Context,
    user: UserId,
    address: Address,
    wanted: Defaults,
    command: Option<&Command>,
    answer: impl Fn(&Kept) -> Answer,
) -> Result<Kept, AddressBookEditFault> {
    let id = AddressId::mint(&*cx.ids, cx.now);
    let address = SavedAddress { user, id, address: checked(address)?, created_at: cx.now, updated_at: cx.now };
    for _ in 0..TRIES {
        let stored = cx.store.addresses().book(user).await?;
        let mut book = stored.as_deref().cloned().unwrap_or_else(|| AddressBook::empty(user));
        book.add(id, wanted)?;
        let kept = Kept { address: address.clone(), version: 1, defaults: book.defaults_of(id) };
        let tx = Tx::new().save::<AddressBookItem>(stored.as_ref(), &book).create::<AddressItem>(&address);
        if !again(tx.once(command, &answer(&kept)).commit(cx.store.table()).await)? {
            return Ok(kept);
        }
    }
    Err(TableFault::Contended.into())
}

/// Replaces an address of `user`; `expected` is the version the caller meant, if they said one.
pub async fn replace_address(
    cx: &Context,
    user: UserId,
    id: AddressId,
    address: Address,
    wanted: Defaults,
    expected: Option<u64>,
) -> Result<Kept, AddressBookEditFault> {
    let address = checked(address);
    for _ in 0..TRIES {
        // What is not there is not there, whatever else is wrong with the request.
        let (stored, book) = found(cx, user, id, expected).await?;
        let address = match &address {
            Ok(address) => address.clone(),
            Err(_) => break,
        };
        let after = SavedAddress { address, updated_at: cx.now, ..(*stored).clone() };
        let mut chosen = (*book).clone();
        chosen.choose(id, wanted)?;
        let kept = Kept { address: after, version: stored.version() + 1, defaults: chosen.defaults_of(id) };
        let mut tx = Tx::new().replace(&stored, &kept.address);
        if chosen != *book {
            tx = tx.replace(&book, &chosen);
        }
        if !again(tx.commit(cx.store.table()).await)? {
            return Ok(kept);
        }
    }
    address.and(Err(TableFault::Contended.into()))
}

/// Takes an address out of the book of `user`. Orders that went there have copies of their own.
pub async fn remove_address(
    cx: &Context,
    user: UserId,
    id: AddressId,
    expected: Option<u64>,
) -> Result<(), AddressBookEditFault> {
    for _ in 0..TRIES {
        let (stored, book) = found(cx, user, id, expected).await?;
        let mut after = (*book).clone();
        after.remove(id)?;
        let tx = Tx::new().delete(&stored).replace(&book, &after);
        if !again(tx.commit(cx.store.table()).await)? {
            return Ok(());
        }
    }
    Err(TableFault::Contended.into())
}

async fn found(
    cx: &Context,
    user: UserId,
    id: AddressId,
    expected: Option<u64>,
) -> Result<(Stored<AddressItem>, Stored<AddressBookItem>), AddressBookEditFault> {
    let (stored, book) = cx.store.addresses().by_id(user, id).await?.ok_or(AddressBookFault::Unknown)?;
    if expected.is_some_and(|expected| expected != stored.version()) {
        return Err(AddressBookEditFault::StaleVersion(stored.version()));
    }
    Ok((stored, book))
}
