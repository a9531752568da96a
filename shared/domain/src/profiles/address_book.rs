//! Address books: up to fifty addresses of a customer, one of them for deliveries, one for bills.

use kernel::faults;
use kernel::id::{AddressId, UserId};
use kernel::time::Timestamp;
use serde::{Deserialize, Serialize};

use super::address::Address;

/// The most addresses of one customer.
pub const MOST_ADDRESSES: usize = 50;

/// An address that a customer has kept. Orders have copies of their own, so it may change or go at any time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedAddress {
    /// Whose it is.
    pub user: UserId,
    /// Which one.
    pub id: AddressId,
    /// The address.
    pub address: Address,
    /// When it was kept first.
    pub created_at: Timestamp,
    /// When it was changed last.
    pub updated_at: Timestamp,
}

/// Which addresses a customer has, and which of them are taken when none is named.
///
/// As long as there is an address, there is exactly one default of each kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddressBook {
    /// Whose it is.
    pub user: UserId,
    /// The addresses, oldest first.
    pub addresses: Vec<AddressId>,
    /// Where deliveries go.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default_shipping: Option<AddressId>,
    /// Where bills go.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default_billing: Option<AddressId>,
}

/// Which defaults an address is to become. What it is already, it stays: a default moves, and never merely ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Defaults {
    /// Deliveries go there.
    pub shipping: bool,
    /// Bills go there.
    pub billing: bool,
}

faults! {
    /// Why an address book was not changed.
    #[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
    pub enum AddressBookFault {
        /// There are fifty addresses.
        #[error("an address book has at most {MOST_ADDRESSES} addresses; delete one first")]
        Full => Conflict "address_book_full";
        /// The address is none of this book's.
        #[error("there is no such address")]
        Unknown => Missing "not_found";
    }
}

impl AddressBook {
    /// A book without addresses.
    pub fn empty(user: UserId) -> Self {
        Self { user, addresses: Vec::new(), default_shipping: None, default_billing: None }
    }

    /// Adds an address; the first becomes the default of both kinds.
    pub fn add(&mut self, address: AddressId, wanted: Defaults) -> Result<(), AddressBookFault> {
        if self.addresses.len() >= MOST_ADDRESSES {
            return Err(AddressBookFault::Full);
        }
        self.addresses.push(address);
        self.take_over(address, wanted);
        Ok(())
    }

    /// Makes an address the default of the wanted kinds.
    pub fn choose(&mut self, address: AddressId, wanted: Defaults) -> Result<(), AddressBookFault> {
        if !self.addresses.contains(&address) {
            return Err(AddressBookFault::Unknown);
        }
        self.take_over(address, wanted);
        Ok(())
    }

    /// Takes an address out; the oldest of the others takes over what it was the default of.
    pub fn remove(&mut self, address: AddressId) -> Result<(), AddressBookFault> {
        let position = self.addresses.iter().position(|known| *known == address).ok_or(AddressBookFault::Unknown)?;
        self.addresses.remove(position);
        let heir = self.addresses.first().copied();
        for default in [&mut self.default_shipping, &mut self.default_billing] {
            if *default == Some(address) {
                *default = heir;
            }
        }
        Ok(())
    }

    /// What the address is the default of.
    pub fn defaults_of(&self, address: AddressId) -> Defaults {
        Defaults { shipping: self.default_shipping == Some(address), billing: self.default_billing == Some(address) }
    }

    fn take_over(&mut self, address: AddressId, wanted: Defaults) {
        for (default, wanted) in
            [(&mut self.default_shipping, wanted.shipping), (&mut self.default_billing, wanted.billing)]
        {
            if wanted || default.is_none() {
                *default = Some(address);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use kernel::fault::Fault as _;

    use super::*;
    use crate::example::ulid;

    fn user() -> UserId {
        UserId::from_ulid(ulid(1))
    }

    fn address(number: u128) -> AddressId {
        AddressId::from_ulid(ulid(number))
    }

    #[test]
    fn the_first_address_is_the_default_of_both_kinds_and_the_oldest_inherits() {
        let mut book = AddressBook::empty(user());
        for number in 1..=3 {
            book.add(address(number), Defaults::default()).unwrap();
        }
        assert_eq!(book.defaults_of(address(1)), Defaults { shipping: true, billing: true });
        book.choose(address(3), Defaults { shipping: true, billing: false }).unwrap();
        assert_eq!(book.defaults_of(address(1)), Defaults { shipping: false, billing: true });
        book.remove(address(3)).unwrap();
        assert_eq!(book.defaults_of(address(1)), Defaults { shipping: true, billing: true });
        assert_eq!(book.choose(address(3), Defaults::default()), Err(AddressBookFault::Unknown));
        assert_eq!(book.remove(address(3)), Err(AddressBookFault::Unknown));
    }

    #[test]
    fn a_book_has_fifty_addresses_at_most() {
        let mut book = AddressBook::empty(user());
        for number in 0..50 {
            book.add(address(number), Defaults::default()).unwrap();
        }
        let fault = book.add(address(50), Defaults::default()).unwrap_err();
        assert_eq!((fault.code(), fault.kind().status()), ("address_book_full", 409));
        assert_eq!(book.addresses.len(), MOST_ADDRESSES);
    }

    proptest! {
        /// M12-T03
        #[test]
        fn there_is_one_default_of_each_kind_after_any_sequence_of_changes(
            changes in proptest::collection::vec((0_u8..3, 0_u128..8, any::<bool>(), any::<bool>()), 0..60)
        ) {
            let mut book = AddressBook::empty(user());
            for (change, number, shipping, billing) in changes {
                let (id, wanted) = (address(number), Defaults { shipping, billing });
                let known = book.addresses.contains(&id);
                match change {
                    0 if !known => book.add(id, wanted).unwrap(),
                    1 => prop_assert_eq!(book.choose(id, wanted).is_ok(), known),
                    _ => prop_assert_eq!(book.remove(id).is_ok(), known),
                }
                for default in [book.default_shipping, book.default_billing] {
                    prop_assert_eq!(default.is_some(), !book.addresses.is_empty());
                    prop_assert!(default.is_none_or(|default| book.addresses.contains(&default)));
                }
            }
        }
    }
}
