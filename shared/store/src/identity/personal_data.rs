//! What the shop knows about a person: exports and erasure (GDPR Articles 15, 17 and 20) go by what each kind of item says.
//!
//! An entity's `PERSON` has no default, so none is forgotten. What is found through others (orders, payments, refunds, the
//! audit) is followed by the use-cases themselves.

use kernel::id::UserId;
use serde_json::Value;
use table::person::Shown;
use table::{Index, Partition, Person, Query, Table, TableFault, part};

use crate::shapes::{self, Noun};

/// What one kind of item says about somebody.
#[derive(Debug)]
pub struct PersonalDataFile {
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
    pub async fn of(&self, user: UserId) -> Result<Vec<PersonalDataFile>, TableFault> {
        let mut told = Vec::new();
        for partition in partitions(|noun| shown(noun).is_some()) {
            let mut items = self.table.collect(&Query::of(Index::Base, own(partition, user))).await?;
            for noun in shapes::all().filter(|noun| noun.partition == partition) {
                let Some(Shown { file, about, without, .. }) = shown(noun) else { continue };
                let mut values = (noun.take)(&mut items)?;
                for members in values.iter_mut().filter_map(Value::as_object_mut) {
                    members.retain(|name, _| !without.contains(&name.as_str()));
                }
                told.push(PersonalDataFile { file, about, items: values });
            }
        }
        Ok(told)
    }

    /// Erases every item that is kept for `user`, but for the account, and tells how many there were.
    ///
    /// It may stop anywhere and be begun again.
    pub async fn erase(&self, user: UserId) -> Result<usize, TableFault> {
        let mut erased = 0;
        for partition in partitions(is_erased) {
            erased += self.table.erase_partition(own(partition, user)).await?;
        }
        Ok(erased)
    }
}

/// The partition of one user.
fn own(partition: Partition, user: UserId) -> String {
    part!(partition.prefix, user)
}

/// The partitions of such kinds of items, each once.
fn partitions(such: impl Fn(&Noun) -> bool) -> Vec<Partition> {
    let mut partitions: Vec<Partition> = Vec::new();
    for noun in shapes::all().filter(|noun| such(noun)) {
        if !partitions.contains(&noun.partition) {
            partitions.push(noun.partition);
        }
    }
    partitions
}

/// How a kind of item is shown to the person whose it is, if it is.
fn shown(noun: &Noun) -> Option<Shown> {
    match noun.person {
        Person::Shown(shown) => Some(shown),
        Person::Secret | Person::Elsewhere(_) | Person::Nobody => None,
    }
}

/// Whether a kind of item goes with the account.
fn is_erased(noun: &Noun) -> bool {
    match noun.person {
        Person::Shown(shown) => shown.is_erased,
        Person::Secret => true,
        Person::Elsewhere(_) | Person::Nobody => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_the_account_a_pseudonym_stays_and_everything_else_goes() {
        let kept = |partition: &Partition| shapes::all().any(|noun| noun.partition == *partition && !is_erased(noun));
        let erased = partitions(is_erased);
        assert!(erased.len() > 5 && !erased.iter().any(kept), "an erased partition holds what is to stay");
        let shown: Vec<Partition> = partitions(|noun| shown(noun).is_some());
        let stays: Vec<&str> =
            shown.iter().filter(|partition| !erased.contains(partition)).map(|partition| partition.prefix).collect();
        assert_eq!(stays, ["USER"]);
    }
}
