//! Changes of an address book: each is one read and one transaction, again if somebody else was faster.

use context::version::{StaleVersion, check_version};
use context::{Committed as _, Context};
use domain::profiles::address::{Address, AddressFault};
use domain::profiles::address_book::{AddressBook, AddressBookFault, Defaults, SavedAddress};
use kernel::faults;
use kernel::id::{AddressId, UserId};
use kernel::phone_number::{PhoneFault, PhoneNumber};
use store::profiles::address::{AddressBookRecord, AddressRecord};
use table::idempotency::{Answer, Command};
use table::{Stored, TableFault, Tx};

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
        #[error(transparent)]
        Version(#[from] StaleVersion);
        /// Others kept changing the book, or the table failed.
        #[error(transparent)]
        Table(#[from] TableFault);
        /// The same command is being, or was, executed by a twin.
        #[error("a twin of this command came first")]
        Duplicate => Conflict "idempotency_in_progress" after 1;
    }
}

context::commit_fault!(AddressBookEditFault, Duplicate);

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

/// Adds an address to the book of `user`. `command` makes it happen once, and `answer` is what its record keeps.
pub async fn create_address(
    cx: &Context,
    user: UserId,
    address: Address,
    wanted: Defaults,
    command: Option<&Command>,
    answer: impl Fn(&Kept) -> Answer,
) -> Result<Kept, AddressBookEditFault> {
    let id = AddressId::mint(&*cx.ids, cx.now);
    let address = SavedAddress { user, id, address: checked(address)?, created_at: cx.now, updated_at: cx.now };
    cx.again(|| async {
        let stored = cx.store.addresses().book(user).await?;
        let mut book = stored.as_deref().cloned().unwrap_or_else(|| AddressBook::empty(user));
        book.add(id, wanted)?;
        let kept = Kept { address: address.clone(), version: 1, defaults: book.defaults_of(id) };
        let tx = Tx::new().save::<AddressBookRecord>(stored.as_ref(), &book).create::<AddressRecord>(&address);
        tx.once(command, &answer(&kept)).commit(cx.store.table()).await.or_again(kept)
    })
    .await
}

/// Replaces an address of `user`; `expected` is the version the caller meant, if they said one.
pub async fn update_address(
    cx: &Context,
    user: UserId,
    id: AddressId,
    address: Address,
    wanted: Defaults,
    expected: Option<u64>,
) -> Result<Kept, AddressBookEditFault> {
    cx.again(|| async {
        // What is not there is not there, whatever else is wrong with the request.
        let (stored, book) = found(cx, user, id, expected).await?;
        let address = checked(address.clone())?;
        let after = SavedAddress { address, updated_at: cx.now, ..(*stored).clone() };
        let mut chosen = (*book).clone();
        chosen.choose(id, wanted)?;
        let kept = Kept { address: after, version: stored.version() + 1, defaults: chosen.defaults_of(id) };
        let mut tx = Tx::new().replace(&stored, &kept.address);
        if chosen != *book {
            tx = tx.replace(&book, &chosen);
        }
        tx.commit(cx.store.table()).await.or_again(kept)
    })
    .await
}

/// Takes an address out of the book of `user`. Orders that went there have copies of their own.
pub async fn delete_address(
    cx: &Context,
    user: UserId,
    id: AddressId,
    expected: Option<u64>,
) -> Result<(), AddressBookEditFault> {
    cx.again(|| async {
        let (stored, book) = found(cx, user, id, expected).await?;
        let mut after = (*book).clone();
        after.remove(id)?;
        let tx = Tx::new().delete(&stored).replace(&book, &after);
        tx.commit(cx.store.table()).await.or_again(())
    })
    .await
}

async fn found(
    cx: &Context,
    user: UserId,
    id: AddressId,
    expected: Option<u64>,
) -> Result<(Stored<AddressRecord>, Stored<AddressBookRecord>), AddressBookEditFault> {
    let (stored, book) = cx.store.addresses().by_id(user, id).await?.ok_or(AddressBookFault::Unknown)?;
    check_version(expected, "the address", stored.version())?;
    Ok((stored, book))
}
