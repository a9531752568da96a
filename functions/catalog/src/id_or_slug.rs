//! Id or slug. What products and categories are called in addresses.

use std::str::FromStr;

use kernel::faults;
use kernel::slug::Slug;
use serde::{Deserialize, Deserializer};

/// An id or a slug; the underscore of an id is in no slug.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum IdOrSlug<Id> {
    /// The identity.
    Id(Id),
    /// The name for people.
    Slug(Slug),
}

faults! {
    /// Text that is neither.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
    #[error("this is neither an id nor a slug")]
    pub struct MalformedIdOrSlug => Malformed "malformed_id";
}

impl<Id: FromStr> FromStr for IdOrSlug<Id> {
    type Err = MalformedIdOrSlug;

    fn from_str(text: &str) -> Result<Self, MalformedIdOrSlug> {
        let id = text.parse().map(Self::Id).ok();
        id.or_else(|| text.parse().map(Self::Slug).ok()).ok_or(MalformedIdOrSlug)
    }
}

impl<'de, Id: FromStr> Deserialize<'de> for IdOrSlug<Id> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use kernel::id::{CategoryId, ProductId};

    use super::*;

    #[test]
    fn a_name_is_an_id_or_a_slug_and_never_both() {
        let id = "prd_01JD8ZQ4T5M6N7P8Q9R0S1T2V3";
        assert_eq!(id.parse::<IdOrSlug<ProductId>>().unwrap(), IdOrSlug::Id(id.parse().unwrap()));
        let slug = "ocean-blue-shirt";
        assert_eq!(slug.parse::<IdOrSlug<ProductId>>().unwrap(), IdOrSlug::Slug(slug.parse().unwrap()));
        for wrong in [id, "prd_1", "Shirt", "", "a b", "a#b", "..", "-"] {
            assert_eq!(wrong.parse::<IdOrSlug<CategoryId>>(), Err(MalformedIdOrSlug), "{wrong}");
        }
    }
}
