//! The secrets of a shop: of real randomness, with the payment provider's keys of an account or of a simulator.

pub mod rotation;
pub mod stripe;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use kernel::id::IdSource;
use kernel::secret::{base64url, hex};
use p256::SecretKey;
use p256::pkcs8::EncodePrivateKey as _;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use emulator::template::Secrets;

/// How often a key is drawn before giving up; one draw in 2³² is not a key.
const DRAWS: usize = 8;

/// The random source gives no keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no signing key could be made of the random bytes")]
pub struct NoKey;

/// Fresh secrets, by the keys that the template names, with those of a simulated payment provider.
pub fn generate(ids: &dyn IdSource) -> Result<Secrets, NoKey> {
    generate_with(ids, stripe::simulated(ids))
}

/// Fresh secrets, by the keys that the template names, with `provider`'s.
pub fn generate_with(ids: &dyn IdSource, provider: Secrets) -> Result<Secrets, NoKey> {
    let (signing_key, verifying_keys) = signing(ids)?;
    let entries = [
        ("LINK_KEY", hex(&ids.secret())),
        ("CURSOR_KEY", hex(&ids.secret())),
        ("SIGNING_KEY", signing_key),
        ("VERIFYING_KEYS", verifying_keys.to_string()),
    ];
    Ok(entries.into_iter().map(|(name, value)| (name.to_owned(), value)).chain(provider).collect())
}

/// An ES256 key: `<kid>:<PKCS#8 in base64>`, and the JWK set (RFC 7517) with its public half.
fn signing(ids: &dyn IdSource) -> Result<(String, Value), NoKey> {
    let secret = (0..DRAWS).find_map(|_| SecretKey::from_slice(&ids.secret()).ok()).ok_or(NoKey)?;
    let der = secret.to_pkcs8_der().map_err(|_| NoKey)?;
    // The uncompressed form: one byte that says so, then the two coordinates.
    let public = secret.public_key().to_sec1_bytes();
    let (x, y) = public.get(1..33).zip(public.get(33..65)).ok_or(NoKey)?;
    let (x, y) = (base64url(x), base64url(y));
    // The thumbprint of RFC 7638: the required members in this order, without spaces.
    let thumbprint = format!(r#"{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}"#);
    let kid = base64url(&Sha256::digest(thumbprint));
    let set = json!({
        "keys": [{ "kty": "EC", "crv": "P-256", "x": x, "y": y, "kid": kid, "use": "sig", "alg": "ES256" }],
    });
    Ok((format!("{kid}:{}", STANDARD.encode(der.as_bytes())), set))
}

#[cfg(test)]
mod tests {
    use runtime::ids::SystemIds;

    use super::*;

    #[test]
    fn every_secret_is_fresh_and_of_its_own_form() {
        let (first, second) = (generate(&SystemIds).unwrap(), generate(&SystemIds).unwrap());
        assert!(first.iter().all(|(name, value)| second[name] != *value));
        assert_eq!(first["LINK_KEY"].len(), 64);
        assert!(first["STRIPE_SECRET_KEY"].starts_with("sk_test_"));
        let (kid, der) = first["SIGNING_KEY"].split_once(':').unwrap();
        let set: Value = serde_json::from_str(&first["VERIFYING_KEYS"]).unwrap();
        assert_eq!(set["keys"][0]["kid"], kid);
        assert!(STANDARD.decode(der).unwrap().len() > 100);
    }
}
