//! Packaging preference. How somebody likes their parcels packed.

use kernel::id::UserId;
use serde::{Deserialize, Serialize};

/// What a parcel is packed in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PackagingStyle {
    /// What the shop always takes.
    #[default]
    Standard,
    /// As little as the goods bear.
    Minimal,
    /// A box that comes back.
    Reusable,
    /// As a present.
    Gift,
}

/// The packaging that a customer's new carts begin with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackagingPreference {
    /// Whose it is.
    pub user: UserId,
    /// What to pack in.
    #[serde(default)]
    pub style: PackagingStyle,
    /// Whether to leave out what fills the gaps.
    #[serde(default)]
    pub no_filler: bool,
    /// Whether fewer parcels are worth waiting for.
    #[serde(default)]
    pub consolidate: bool,
}

impl PackagingPreference {
    /// What holds for somebody who said nothing.
    pub fn usual(user: UserId) -> Self {
        Self { user, style: PackagingStyle::default(), no_filler: false, consolidate: false }
    }
}
