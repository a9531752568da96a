//! Refresh tokens: none is one that was not handed out here, and one that was reads as it was written.

use domain::identity::session::RefreshToken;
use kernel::id::{SessionId, Ulid, UserId};
use kernel::secret::LinkKey;

/// Reads `data` as a token, and a token that is made of it.
pub fn check(data: &[u8]) {
    let Ok(key) = LinkKey::from_hex(&"07".repeat(32)) else { unreachable!("the key is well formed") };
    assert!(RefreshToken::parse(&key, &super::text(data)).is_err());
    let mut secret = [0; 32];
    secret.iter_mut().zip(data).for_each(|(to, from)| *to = *from);
    let token = RefreshToken::first(UserId::from_ulid(Ulid::from(1)), SessionId::from_ulid(Ulid::from(2)), &secret);
    let text = token.format(&key);
    let read = RefreshToken::parse(&key, &text).map(|token| token.format(&key));
    assert_eq!(read.ok(), Some(text));
}
