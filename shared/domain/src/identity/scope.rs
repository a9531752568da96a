//! Scopes. What a member of staff may do: an area of the shop, to look at or to change.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

macro_rules! scopes {
    // A token, not a literal: a derive that reads the attribute for itself sees a literal only in a group.
    ($($(#[$doc:meta])* $name:ident = $wire:tt,)*) => {
        /// A part of what staff may do. Who may change an area may look at it too.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
        pub enum Scope {
            $($(#[$doc])* #[serde(rename = $wire)] $name,)*
        }

        impl Scope {
            /// Every scope that there is.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The name on the wire.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $wire,)*
                }
            }
        }
    };
}

scopes! {
    /// Reads what staff did and who tried the doors.
    AuditRead = "audit:read",
    /// Reads products and prices as staff see them.
    CatalogRead = "catalog:read",
    /// Shows products, hides them, and sets their prices.
    CatalogWrite = "catalog:write",
    /// Reads stock and how it moved.
    InventoryRead = "inventory:read",
    /// Adjusts stock.
    InventoryWrite = "inventory:write",
    /// Reads everybody's orders.
    OrdersRead = "orders:read",
    /// Cancels orders.
    OrdersWrite = "orders:write",
    /// Reads reviews that wait to be looked at.
    ReviewsRead = "reviews:read",
    /// Shows reviews or does not, and answers them.
    ReviewsWrite = "reviews:write",
    /// Reads who is staff, and who is invited.
    StaffRead = "staff:read",
    /// Invites people, and changes what others may do.
    StaffWrite = "staff:write",
}

impl Scope {
    /// All of them: what the first member of staff holds.
    pub fn all() -> BTreeSet<Self> {
        Self::ALL.iter().copied().collect()
    }

    /// Whether somebody who holds `held` may do this.
    pub fn is_within(self, held: &BTreeSet<Self>) -> bool {
        held.contains(&self) || self.stronger().is_some_and(|scope| held.contains(&scope))
    }

    /// The scope that includes this one: changing an area includes looking at it.
    fn stronger(self) -> Option<Self> {
        match self {
            Self::CatalogRead => Some(Self::CatalogWrite),
            Self::InventoryRead => Some(Self::InventoryWrite),
            Self::OrdersRead => Some(Self::OrdersWrite),
            Self::ReviewsRead => Some(Self::ReviewsWrite),
            Self::StaffRead => Some(Self::StaffWrite),
            Self::AuditRead
            | Self::CatalogWrite
            | Self::InventoryWrite
            | Self::OrdersWrite
            | Self::ReviewsWrite
            | Self::StaffWrite => None,
        }
    }

    /// The first of `asked` that somebody who holds `held` may not do, and so may not let others do either.
    pub fn beyond(held: &BTreeSet<Self>, asked: &BTreeSet<Self>) -> Option<Self> {
        asked.iter().copied().find(|scope| !scope.is_within(held))
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Text that names no scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no such scope")]
pub struct UnknownScope;

impl FromStr for Scope {
    type Err = UnknownScope;

    fn from_str(text: &str) -> Result<Self, UnknownScope> {
        Self::ALL.iter().copied().find(|scope| scope.as_str() == text).ok_or(UnknownScope)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_has_one_name_everywhere() {
        for scope in Scope::ALL {
            assert_eq!(serde_json::to_value(scope).unwrap(), scope.as_str());
            assert_eq!(scope.as_str().parse(), Ok(*scope));
        }
        assert_eq!("orders:delete".parse::<Scope>(), Err(UnknownScope));
    }

    #[test]
    fn who_may_change_an_area_may_look_at_it_and_not_the_other_way_round() {
        let held = BTreeSet::from([Scope::OrdersWrite, Scope::StaffRead]);
        assert!(Scope::OrdersRead.is_within(&held) && Scope::OrdersWrite.is_within(&held));
        assert!(Scope::StaffRead.is_within(&held) && !Scope::StaffWrite.is_within(&held));
        assert!(!Scope::CatalogRead.is_within(&held));
    }

    #[test]
    fn what_is_beyond_somebody_is_named() {
        let held = BTreeSet::from([Scope::OrdersWrite]);
        assert_eq!(Scope::beyond(&held, &BTreeSet::from([Scope::OrdersRead])), None);
        assert_eq!(Scope::beyond(&held, &Scope::all()), Some(Scope::AuditRead));
        assert_eq!(Scope::beyond(&BTreeSet::new(), &BTreeSet::new()), None);
        assert_eq!(Scope::beyond(&Scope::all(), &Scope::all()), None);
    }

    #[test]
    fn every_scope_to_look_has_a_stronger_one_if_the_area_can_be_changed() {
        for scope in Scope::ALL {
            let changing: Option<Scope> = scope.as_str().replace(":read", ":write").parse().ok();
            let expected = changing.filter(|stronger| stronger != scope);
            assert_eq!(scope.stronger(), expected, "{scope}");
        }
    }
}
