//! What is audited, area by area. An action that was recorded once is kept: entries outlive the code that made them.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};

/// What is audited: every change that staff make, and every event that concerns who gets in.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct AuditAction(&'static str);

/// Declares the actions of an area, in its `mod.rs`: a thing and what became of it.
macro_rules! actions {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)*) => {
        impl $crate::audit::action::AuditAction {
            $($(#[$doc])*
            pub const $name: Self = Self::named($text);)*
        }

        /// Every action of this area.
        pub(crate) const ACTIONS: &[$crate::audit::action::AuditAction] =
            &[$($crate::audit::action::AuditAction::$name),*];
    };
}

pub(crate) use actions;

impl AuditAction {
    /// The action that is recorded as `text`.
    pub(crate) const fn named(text: &'static str) -> Self {
        Self(text)
    }

    /// Every action there is.
    pub fn all() -> impl Iterator<Item = Self> + Clone {
        crate::AUDITED.iter().copied().flatten().copied()
    }

    /// The action as it is recorded, such as `price.set`.
    pub fn as_str(self) -> &'static str {
        self.0
    }
}

impl fmt::Debug for AuditAction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl Serialize for AuditAction {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0)
    }
}

impl<'de> Deserialize<'de> for AuditAction {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let found = Self::all().find(|action| action.0 == text);
        found.ok_or_else(|| de::Error::custom(format!("there is no audited action {text}")))
    }
}

impl utoipa::PartialSchema for AuditAction {
    fn schema() -> RefOr<Schema> {
        let mut names: Vec<&str> = Self::all().map(Self::as_str).collect();
        names.sort_unstable();
        let about = "What is audited: every change that staff make, and every event that concerns who gets in.";
        ObjectBuilder::new().schema_type(Type::String).description(Some(about)).enum_values(Some(names)).into()
    }
}

impl utoipa::ToSchema for AuditAction {}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn an_action_is_a_thing_and_what_became_of_it() {
        let read = |text: &str| serde_json::from_value::<AuditAction>(text.into());
        for action in AuditAction::all() {
            let (thing, what) = action.as_str().split_once('.').expect("a dot");
            assert!(!thing.is_empty() && !what.is_empty() && !what.contains('.'), "{action:?}");
            assert_eq!(serde_json::to_value(action).unwrap(), action.as_str());
            assert_eq!(read(action.as_str()).unwrap(), action);
        }
        assert!(read("price.dreamt").is_err());
        let distinct: BTreeSet<&str> = AuditAction::all().map(AuditAction::as_str).collect();
        assert_eq!(distinct.len(), AuditAction::all().count());
    }

    #[test]
    fn what_was_recorded_first_is_read_for_ever() {
        assert_eq!(AuditAction::PRICE_SET.as_str(), "price.set");
        assert_eq!(AuditAction::LOG_IN_LOCKED_OUT.as_str(), "log_in.locked_out");
    }
}
