//! Guests' carts: found by a token that only the guest has.

use context::Context;
use domain::shopping::cart::CartOwner;
use kernel::id::{GuestId, Ulid};
use kernel::secret::{base64url, sha256_hex, unbase64url, unhex};

/// A fresh token: 256 random bits in URL-safe base64.
pub fn mint_token(cx: &Context) -> String {
    base64url(&cx.ids.secret())
}

/// Whose cart `token` opens; `None` for text that is no token.
///
/// The guest's id is the first half of the token's SHA-256, so nothing is looked up, and the id does not give the token away.
pub fn cart_owner_of(token: &str) -> Option<CartOwner> {
    unbase64url(token).filter(|bytes| bytes.len() == 32)?;
    let digest = unhex(&sha256_hex(token))?;
    let half = digest.iter().take(16).fold(0_u128, |number, byte| (number << 8) | u128::from(*byte));
    Some(CartOwner::Guest(GuestId::from_ulid(Ulid::from(half))))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_token_opens_one_cart() {
        let (one, two) = (base64url(&[1; 32]), base64url(&[2; 32]));
        assert_eq!(cart_owner_of(&one), cart_owner_of(&one));
        assert_ne!(cart_owner_of(&one), cart_owner_of(&two));
        for wrong in ["", "x", "#", &base64url(&[1; 31]), &format!("{one}A")] {
            assert_eq!(cart_owner_of(wrong), None, "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn text_is_a_token_only_if_it_is_written_as_one(text in prop_oneof![any::<String>(), "[A-Za-z0-9_=-]{40,46}"]) {
            if cart_owner_of(&text).is_some() {
                prop_assert_eq!(unbase64url(&text).map(|bytes| base64url(&bytes)), Some(text));
            }
        }

        #[test]
        fn other_tokens_are_other_shoppers(one: [u8; 32], other: [u8; 32]) {
            prop_assert_eq!(cart_owner_of(&base64url(&one)) == cart_owner_of(&base64url(&other)), one == other);
        }
    }
}
