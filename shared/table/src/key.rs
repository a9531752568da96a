//! Primary keys, joined from typed parts.

use std::fmt;

pub use kernel::key::{KeyPart, Part};

use crate::AttributeValue;
use crate::item::Item;

/// A partition and a sort key.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// The partition key.
    pub pk: String,
    /// The sort key.
    pub sk: String,
}

impl Key {
    /// The key of joined parts; see the `key!` macro.
    pub fn join(pk: &[&dyn KeyPart], sk: &[&dyn KeyPart]) -> Self {
        Self { pk: joined(pk), sk: joined(sk) }
    }

    /// The key as attributes of an item.
    pub(crate) fn attributes(&self) -> Item {
        Item::from([
            ("PK".into(), AttributeValue::S(self.pk.clone())),
            ("SK".into(), AttributeValue::S(self.sk.clone())),
        ])
    }

    /// The key of an item, if it has one.
    pub fn of(item: &Item) -> Option<Self> {
        let text = |name: &str| item.get(name).and_then(|value| value.as_s().ok()).cloned();
        Some(Self { pk: text("PK")?, sk: text("SK")? })
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} / {}", self.pk, self.sk)
    }
}

/// The parts with the delimiter between them.
pub fn joined(parts: &[&dyn KeyPart]) -> String {
    let mut text = String::new();
    for (position, part) in parts.iter().enumerate() {
        if position > 0 {
            text.push(kernel::key::DELIMITER);
        }
        text.push_str(&part.key_part());
    }
    text
}

/// Joins typed parts into a [`Key`]: `key!("ORDER", order.id; "HEAD")`.
#[macro_export]
macro_rules! key {
    ($($pk:expr),+; $($sk:expr),+) => {
        $crate::Key::join(&[$(&$pk as &dyn $crate::key::KeyPart),+], &[$(&$sk as &dyn $crate::key::KeyPart),+])
    };
}

/// Joins typed parts into one half of a key: `part!("CATEGORY", id, "NEW")`.
#[macro_export]
macro_rules! part {
    ($($part:expr),+) => {
        $crate::key::joined(&[$(&$part as &dyn $crate::key::KeyPart),+])
    };
}
