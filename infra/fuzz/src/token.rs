//! Access tokens: nobody here can sign one, so none is believed.

use context::access_token::Verifier;

/// A public key, of the example in RFC 7515 §A.3.
const KEYS: &str = r#"{"keys":[{"kty":"EC","crv":"P-256","kid":"one","use":"sig","alg":"ES256",
    "x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}]}"#;

/// Reads `data` as a token.
pub fn check(data: &[u8]) {
    let Ok(verifier) = Verifier::new(KEYS, "https://shop.example") else { unreachable!("the keys are well formed") };
    assert!(verifier.read(&super::text(data), super::noon()).is_err());
}
