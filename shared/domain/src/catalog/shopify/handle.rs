//! Handles: what Shopify knows a product by, as the name that it has in addresses here.

use kernel::secret::sha256_hex;
use kernel::slug::{Slug, folded};

/// How many hexadecimal digits tell handles apart that are no slugs.
const DIGITS: usize = 12;

/// The slug of the product that has this handle: itself, if it can be one.
///
/// Of any other handle no more than the beginning is kept, with digits that no other handle has: two handles are two
/// products, whatever they are made of. Only case, and how an accent is written, tell none apart, as in Shopify.
pub(super) fn slug(handle: &str) -> Option<Slug> {
    let handle = folded(handle);
    handle.parse().ok().or_else(|| {
        let digest = sha256_hex(&handle);
        let digits = digest.get(..DIGITS).unwrap_or_default();
        let made = Slug::of(&handle).map_or_else(|| digits.to_owned(), |beginning| format!("{beginning}-{digits}"));
        made.parse().ok()
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn slug_of(handle: &str) -> String {
        slug(handle).unwrap().to_string()
    }

    #[test]
    fn a_handle_is_its_own_address_where_it_can_be() {
        for handle in ["ocean-blue-shirt", "кольцо-5", "緑茶", "crème-brûlée", "tea--green", &"ж".repeat(255)]
        {
            assert_eq!(slug_of(handle), handle);
        }
        assert_eq!(slug_of("Кольцо-5"), "кольцо-5");
        assert_eq!(slug_of("cre\u{300}me"), "crème");
    }

    #[test]
    fn what_cannot_be_one_has_an_address_of_its_own() {
        let alike = ["summer tee", "summer_tee", "summer.tee", "summer+tee", "-summer-tee"].map(slug_of);
        assert!(alike.iter().all(|slug| slug.starts_with("summer-tee-") && slug.len() == 23), "{alike:?}");
        assert_eq!(alike.iter().collect::<std::collections::BTreeSet<_>>().len(), alike.len());
        assert_eq!(slug_of("🎁").len(), DIGITS);
        assert_ne!(slug_of("🎁"), slug_of("🎂"));
        assert_ne!(slug_of(&"x".repeat(300)), slug_of(&"x".repeat(301)));
    }

    proptest! {
        #[test]
        fn two_handles_are_two_products(one in "\\PC{1,300}", other in "\\PC{1,300}") {
            prop_assert_eq!(slug(&one).unwrap() == slug(&other).unwrap(), folded(&one) == folded(&other));
        }
    }
}
