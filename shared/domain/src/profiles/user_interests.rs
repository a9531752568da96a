//! User interests. What somebody says they like.

use std::collections::BTreeSet;

use kernel::faults;
use kernel::id::{CategoryId, UserId};
use kernel::slug::Slug;
use serde::{Deserialize, Serialize};

/// The most interests of one person, categories and tags together.
pub const MOST_INTERESTS: usize = 100;

/// What a customer says they like. Nothing is concluded from what they do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserInterests {
    /// Whose they are.
    pub user: UserId,
    /// Categories, each once.
    #[serde(default)]
    pub categories: BTreeSet<CategoryId>,
    /// Tags, each once.
    #[serde(default)]
    pub tags: BTreeSet<Slug>,
    /// Whether what they see may depend on it.
    pub personalised: bool,
}

faults! {
    /// More interests than anybody has.
    #[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
    #[error("at most {MOST_INTERESTS} categories and tags together")]
    pub struct TooManyInterests => Invalid "validation_failed" at "/tags";
}

impl UserInterests {
    /// What holds for somebody who said nothing: nothing is known, and nothing may be concluded.
    pub fn none(user: UserId) -> Self {
        Self { user, categories: BTreeSet::new(), tags: BTreeSet::new(), personalised: false }
    }

    /// Whether they are few enough to be kept.
    pub fn check(&self) -> Result<(), TooManyInterests> {
        if self.categories.len() + self.tags.len() > MOST_INTERESTS { Err(TooManyInterests) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::example::ulid;

    #[test]
    fn interests_are_told_once_and_are_not_endless() {
        let mut interests = UserInterests::none(UserId::from_ulid(ulid(1)));
        let tag = |number: usize| -> Slug { format!("tag-{number}").parse().unwrap() };
        interests.tags = (0..100).map(tag).chain((0..100).map(tag)).collect();
        assert_eq!((interests.tags.len(), interests.check()), (100, Ok(())));
        interests.categories.insert(CategoryId::from_ulid(ulid(2)));
        assert_eq!(interests.check(), Err(TooManyInterests));
    }
}
