//! The `Stripe-Signature` header, <https://docs.stripe.com/webhooks#verify-manually>.

use hmac::{Hmac, KeyInit as _, Mac as _};
use kernel::secret::hex;
use sha2::Sha256;

/// The header for `body` signed at `unix` seconds: `t=…,v1=…`, HMAC-SHA256 over `<t>.<body>`.
pub(super) fn header(secret: &str, unix: i64, body: &[u8]) -> String {
    // HMAC takes a key of any length, so there is always a signature.
    let digest = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).map(|mut mac| {
        mac.update(format!("{unix}.").as_bytes());
        mac.update(body);
        hex(&mac.finalize().into_bytes())
    });
    format!("t={unix},v1={}", digest.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_the_one_of_the_shared_vector() {
        let body = include_bytes!("../../../../tests/data/webhooks/stripe_body.json");
        assert_eq!(
            header("whsec_test_9f2c4e6a8b0d1357", 1_767_225_600, body),
            "t=1767225600,v1=dacb91a959e57f6c3c8a7859fc394e65b9295ee4cb0273ed8ce79583dd3b7edd"
        );
    }
}
