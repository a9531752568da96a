//! Hashes, and tokens that are derived instead of stored.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

/// The SHA-256 of `bytes` as 64 hex digits.
pub fn sha256_hex(bytes: impl AsRef<[u8]>) -> String {
    hex(&Sha256::digest(bytes.as_ref()))
}

/// Bytes as lower-case hex digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        text.push(char::from_digit(u32::from(byte >> 4), 16).unwrap_or('0'));
        text.push(char::from_digit(u32::from(byte & 15), 16).unwrap_or('0'));
        text
    })
}

/// Reads hex digits of either case; `None` if any is not one.
pub fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u32>> = text.chars().map(|c| c.to_digit(16)).collect();
    let digits = digits?;
    if digits.len() % 2 != 0 {
        return None;
    }
    digits
        .chunks(2)
        .map(|pair| pair.iter().try_fold(0_u8, |byte, digit| Some((byte << 4) | u8::try_from(*digit).ok()?)))
        .collect()
}

/// Bytes as URL-safe base64 without padding.
pub fn base64url(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Reads URL-safe base64 without padding.
pub fn unbase64url(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

/// Whether both are the same, in a time that does not tell where they differ.
pub fn same_secret(left: &[u8], right: &[u8]) -> bool {
    left.ct_eq(right).into()
}

/// A key under which tokens for links are derived: the token for a subject is always the same, and nothing secret is stored.
///
/// HMAC-SHA256 (RFC 2104) over purpose and subject, so a token of one purpose is none of another.
#[derive(Clone)]
pub struct LinkKey(Vec<u8>);

/// A key that is no even number of at least 64 hex digits.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a key must be at least 64 hex digits")]
pub struct MalformedKey;

impl LinkKey {
    /// Reads a key of at least 256 bits in hex.
    pub fn from_hex(text: &str) -> Result<Self, MalformedKey> {
        unhex(text.trim()).filter(|key| key.len() >= 32).map(Self).ok_or(MalformedKey)
    }

    /// The token for `subject` and `purpose`: 43 characters.
    pub fn token(&self, purpose: &str, subject: &str) -> String {
        base64url(&self.mac(&[purpose.as_bytes(), subject.as_bytes()]))
    }

    /// Whether `token` is the one for `subject` and `purpose`.
    pub fn accepts(&self, purpose: &str, subject: &str, token: &str) -> bool {
        same_secret(self.token(purpose, subject).as_bytes(), token.as_bytes())
    }

    /// The MAC over length-prefixed parts, so that no two lists of parts are one message.
    pub fn mac(&self, parts: &[&[u8]]) -> [u8; 32] {
        // HMAC takes a key of any length, so this has no failing case; an empty key would only arise from one.
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.0) else { return [0; 32] };
        for part in parts {
            mac.update(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }
}

impl std::fmt::Debug for LinkKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("LinkKey(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_bound_to_purpose_and_subject() {
        let key = LinkKey::from_hex(&"ab".repeat(32)).unwrap();
        let token = key.token("order", "ord_1");
        assert_eq!(token.len(), 43);
        assert!(key.accepts("order", "ord_1", &token));
        assert!(!key.accepts("order", "ord_2", &token));
        assert!(!key.accepts("orde", "rord_1", &token));
        assert!(LinkKey::from_hex("abcd").is_err());
    }

    #[test]
    fn hex_reads_what_it_writes() {
        assert_eq!(unhex(&hex(&[0, 15, 255])).unwrap(), vec![0, 15, 255]);
        assert_eq!(unhex("0"), None);
        assert_eq!(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }
}
