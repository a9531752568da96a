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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parts(texts: &[String]) -> Option<Vec<Part>> {
        texts.iter().map(|text| Part::new(text).ok()).collect()
    }

    fn key_of(parts: &[Part]) -> String {
        let parts: Vec<&dyn KeyPart> = parts.iter().map(|part| part as &dyn KeyPart).collect();
        joined(&parts)
    }

    /// Texts among which there are those that would break a key.
    fn text() -> impl Strategy<Value = String> {
        prop_oneof!["[a-c#]{0,3}", any::<String>()]
    }

    proptest! {
        #[test]
        fn other_parts_are_another_key(one in prop::collection::vec(text(), 1..4), other in prop::collection::vec(text(), 1..4)) {
            let (Some(left), Some(right)) = (parts(&one), parts(&other)) else { return Ok(()) };
            prop_assert_eq!(key_of(&left) == key_of(&right), one == other);
            prop_assert_eq!(key_of(&left).split('#').count(), left.len());
        }

        #[test]
        fn text_becomes_a_part_only_if_it_can_end_no_part_and_is_not_changed(text in text()) {
            let is_legal = !text.is_empty() && text.len() <= 256 && !text.chars().any(|c| c == '#' || c.is_control());
            prop_assert_eq!(Part::new(&text).ok().map(|part| part.to_string()), is_legal.then_some(text));
        }

        #[test]
        fn any_text_at_all_becomes_a_part_as_its_hash(text in any::<Vec<u8>>()) {
            let part = Part::sha(&text).to_string();
            prop_assert!(part.len() == 64 && part.bytes().all(|byte| byte.is_ascii_hexdigit()));
        }
    }
}
