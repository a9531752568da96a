//! The key that signs access tokens makes room for the next one, and nobody notices.
//!
//! What is rotated is the JSON object of a stack's secret. Each stage is one deployment: whoever verifies tokens knows the next
//! key before a token is signed with it, and the one before until its last token has expired.

use context::access_token::LIFETIME;
use kernel::id::IdSource;
use kernel::time::{Timestamp, after};
use serde_json::{Map, Value};

use super::{NoKey, signing};

/// The private key in use.
const SIGNING: &str = "SIGNING_KEY";
/// The JWK set of all keys that are taken.
const VERIFYING: &str = "VERIFYING_KEYS";
/// The private key that signs next; no function is given it.
const NEXT: &str = "NEXT_SIGNING_KEY";
/// When the next key was published.
const NEXT_SINCE: &str = "NEXT_SIGNING_KEY_SINCE";
/// When the key in use began to sign.
const SINCE: &str = "SIGNING_KEY_SINCE";
/// How long a key is known before it signs, in seconds: those who keep the JWK set a day have read it again by then.
const NOTICE: i64 = 24 * 60 * 60;
/// How long a key is taken after its last use, in seconds: as long as a token lives, and as long again for a deployment.
const FAREWELL: i64 = 2 * LIFETIME;

/// A step of a rotation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Stage {
    /// Make the next key and let everybody know its public half; the old one signs.
    Publish,
    /// Sign with the next key, a day later; the old one is still taken.
    Sign,
    /// Take the old key no more, once its last token has expired.
    Withdraw,
    /// All at once, for a key that leaked: every token is refused, and clients refresh theirs.
    Replace,
}

/// Why a secret is not rotated.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RotationFault {
    /// It lacks something, or something in it cannot be read.
    #[error("{0} is missing, or cannot be read")]
    Unreadable(&'static str),
    /// The stage before was not done.
    #[error("there is no next key; publish one first")]
    NothingPublished,
    /// A rotation is under way.
    #[error("a next key is published already; sign with it first")]
    PublishedAlready,
    /// The old key was withdrawn before.
    #[error("there is no old key to withdraw")]
    NothingOld,
    /// Somebody may not know the next key yet, or may still hold a token of the old one.
    #[error("this is too early; wait until {0}")]
    TooEarly(Timestamp),
    /// No key could be made.
    #[error(transparent)]
    NoKey(#[from] NoKey),
}

/// The secret after `stage`; everything else in it stays as it is.
pub fn rotate(
    mut secret: Map<String, Value>,
    stage: Stage,
    now: Timestamp,
    ids: &dyn IdSource,
) -> Result<Map<String, Value>, RotationFault> {
    let current = kid(text(&secret, SIGNING)?)?;
    let mut keys = keys(&secret)?;
    match stage {
        Stage::Publish => {
            if secret.contains_key(NEXT) {
                return Err(RotationFault::PublishedAlready);
            }
            let (next, public) = signing(ids)?;
            keys.extend(listed(&public)?);
            put(&mut secret, NEXT, next);
            put(&mut secret, NEXT_SINCE, now.to_string());
        }
        Stage::Sign => {
            let next = text(&secret, NEXT).map_err(|_| RotationFault::NothingPublished)?.to_owned();
            not_before(&secret, NEXT_SINCE, NOTICE, now)?;
            put(&mut secret, SIGNING, next);
            put(&mut secret, SINCE, now.to_string());
            secret.remove(NEXT);
            secret.remove(NEXT_SINCE);
        }
        Stage::Withdraw => {
            let next = text(&secret, NEXT).ok().map(kid).transpose()?;
            let before = keys.len();
            keys.retain(|key| {
                let name = key.get("kid").and_then(Value::as_str);
                name == Some(&current) || (name.is_some() && name == next.as_deref())
            });
            if keys.len() == before {
                return Err(RotationFault::NothingOld);
            }
            not_before(&secret, SINCE, FAREWELL, now)?;
        }
        Stage::Replace => {
            let (fresh, public) = signing(ids)?;
            keys = listed(&public)?;
            put(&mut secret, SIGNING, fresh);
            put(&mut secret, SINCE, now.to_string());
            secret.remove(NEXT);
            secret.remove(NEXT_SINCE);
        }
    }
    put(&mut secret, VERIFYING, serde_json::json!({ "keys": keys }).to_string());
    Ok(secret)
}

fn text<'a>(secret: &'a Map<String, Value>, name: &'static str) -> Result<&'a str, RotationFault> {
    secret.get(name).and_then(Value::as_str).ok_or(RotationFault::Unreadable(name))
}

fn put(secret: &mut Map<String, Value>, name: &str, value: String) {
    secret.insert(name.to_owned(), Value::from(value));
}

/// The name of a private key, which stands before its colon.
fn kid(key: &str) -> Result<String, RotationFault> {
    key.split_once(':').map(|(kid, _)| kid.to_owned()).ok_or(RotationFault::Unreadable(SIGNING))
}

fn keys(secret: &Map<String, Value>) -> Result<Vec<Value>, RotationFault> {
    let set: Value =
        serde_json::from_str(text(secret, VERIFYING)?).map_err(|_| RotationFault::Unreadable(VERIFYING))?;
    listed(&set)
}

fn listed(set: &Value) -> Result<Vec<Value>, RotationFault> {
    set.get("keys").and_then(Value::as_array).cloned().ok_or(RotationFault::Unreadable(VERIFYING))
}

/// Refuses what would be done less than `seconds` after the instant `name`; who has no such instant decides for themself.
fn not_before(
    secret: &Map<String, Value>,
    name: &'static str,
    seconds: i64,
    now: Timestamp,
) -> Result<(), RotationFault> {
    let Ok(since) = text(secret, name) else { return Ok(()) };
    let since: Timestamp = since.parse().map_err(|_| RotationFault::Unreadable(name))?;
    let earliest = after(since, seconds);
    if now < earliest { Err(RotationFault::TooEarly(earliest)) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use runtime::ids::SystemIds;

    use super::*;
    use crate::secrets::generate;

    fn at(seconds: i64) -> Timestamp {
        after("2026-01-01T00:00:00Z".parse().unwrap(), seconds)
    }

    fn fresh() -> Map<String, Value> {
        generate(&SystemIds).unwrap().into_iter().map(|(name, value)| (name, Value::from(value))).collect()
    }

    fn step(secret: &Map<String, Value>, stage: Stage, seconds: i64) -> Result<Map<String, Value>, RotationFault> {
        rotate(secret.clone(), stage, at(seconds), &SystemIds)
    }

    fn kids(secret: &Map<String, Value>) -> Vec<String> {
        keys(secret).unwrap().iter().map(|key| key["kid"].as_str().unwrap().to_owned()).collect()
    }

    fn signs(secret: &Map<String, Value>) -> String {
        kid(text(secret, SIGNING).unwrap()).unwrap()
    }

    /// A01-T03
    #[test]
    fn a_key_is_published_for_a_day_signs_and_is_withdrawn_when_its_last_token_has_expired() {
        let old = fresh();
        let published = step(&old, Stage::Publish, 0).unwrap();
        assert_eq!((signs(&published), kids(&published).len()), (signs(&old), 2));
        assert_eq!(step(&published, Stage::Publish, 1), Err(RotationFault::PublishedAlready));
        assert_eq!(step(&published, Stage::Sign, NOTICE - 1), Err(RotationFault::TooEarly(at(NOTICE))));
        let signing = step(&published, Stage::Sign, NOTICE).unwrap();
        assert_eq!(kids(&signing), kids(&published));
        assert!(signs(&signing) != signs(&old) && kids(&signing).contains(&signs(&signing)));
        assert_eq!(step(&signing, Stage::Sign, NOTICE), Err(RotationFault::NothingPublished));
        let early = step(&signing, Stage::Withdraw, NOTICE + FAREWELL - 1);
        assert_eq!(early, Err(RotationFault::TooEarly(at(NOTICE + FAREWELL))));
        let done = step(&signing, Stage::Withdraw, NOTICE + FAREWELL).unwrap();
        assert_eq!(kids(&done), [signs(&signing)]);
        assert_eq!(step(&done, Stage::Withdraw, NOTICE * 9), Err(RotationFault::NothingOld));
        for name in ["LINK_KEY", "CURSOR_KEY", "STRIPE_SECRET_KEY"] {
            assert_eq!(done[name], old[name], "{name}");
        }
    }

    #[test]
    fn a_key_that_leaked_is_replaced_at_once() {
        let published = step(&fresh(), Stage::Publish, 0).unwrap();
        let replaced = step(&published, Stage::Replace, 1).unwrap();
        assert_eq!(kids(&replaced), [signs(&replaced)]);
        assert!(!kids(&published).contains(&signs(&replaced)) && !replaced.contains_key(NEXT));
    }

    #[test]
    fn the_next_key_stays_when_the_old_one_goes() {
        let signing = step(&step(&fresh(), Stage::Publish, 0).unwrap(), Stage::Sign, NOTICE).unwrap();
        let again = step(&signing, Stage::Publish, NOTICE + 1).unwrap();
        assert_eq!(kids(&again).len(), 3);
        assert_eq!(kids(&step(&again, Stage::Withdraw, NOTICE + FAREWELL).unwrap()).len(), 2);
    }

    #[test]
    fn no_private_half_is_published() {
        let published = step(&fresh(), Stage::Publish, 0).unwrap();
        for key in keys(&published).unwrap() {
            let mut members: Vec<_> = key.as_object().unwrap().keys().cloned().collect();
            members.sort_unstable();
            assert_eq!(members, ["alg", "crv", "kid", "kty", "use", "x", "y"]);
        }
    }

    #[test]
    fn a_secret_without_keys_is_not_rotated() {
        for name in [SIGNING, VERIFYING] {
            let mut secret = fresh();
            secret.remove(name);
            assert_eq!(step(&secret, Stage::Publish, 0), Err(RotationFault::Unreadable(name)));
        }
    }
}
