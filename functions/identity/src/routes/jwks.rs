//! The public keys of access tokens.

use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::reply::cached;
use web::{Cx, IfNoneMatch, Problem, Reply};

/// How long the keys may be kept, in seconds: a new key is published a day before it signs.
const KEPT_SECONDS: u32 = 300;

/// A JWK set (RFC 7517).
#[derive(Debug, PartialEq, Deserialize, Serialize, ToSchema)]
pub struct KeySetView {
    /// The keys.
    keys: Vec<KeyView>,
}

/// A key on the curve P-256 (RFC 7518 §6.2.1): public members only, whatever else is known of it.
#[derive(Debug, PartialEq, Deserialize, Serialize, ToSchema)]
pub struct KeyView {
    /// Always `EC`.
    kty: String,
    /// Always `P-256`.
    crv: String,
    /// A coordinate in base64url.
    x: String,
    /// The other coordinate in base64url.
    y: String,
    /// The name that tokens know it by.
    kid: String,
    /// Always `ES256`.
    #[serde(default = "es256")]
    alg: String,
    /// Always `sig`.
    #[serde(default = "signing")]
    r#use: String,
}

fn es256() -> String {
    "ES256".to_owned()
}

fn signing() -> String {
    "sig".to_owned()
}

fn public(jwks: &str) -> serde_json::Result<KeySetView> {
    serde_json::from_str(jwks)
}

/// Get the JSON Web Key Set (JWKS) that access tokens are verified with.
#[utoipa::path(get, path = "/.well-known/jwks.json", operation_id = "get_jwks", tag = "auth",
    params(("If-None-Match" = Option<String>, Header, description = "The tag of the keys that the caller has.")),
    responses(
        (status = 200, description = "The keys, good to keep for five minutes.", body = KeySetView,
            headers(("ETag" = String), ("Cache-Control" = String))),
        (status = 304, description = "The caller has them.")))]
pub async fn get_jwks(cx: Cx, known: IfNoneMatch) -> Reply<Response> {
    let keys = public(cx.settings.jwks()?);
    let keys = keys.map_err(|error| Problem::internal(format!("VERIFYING_KEYS cannot be read: {error}")))?;
    Ok(cached(&keys, KEPT_SECONDS, &known))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_members_are_never_shown() {
        let keys = public(
            r#"{"keys":[{"kty":"EC","crv":"P-256","x":"AA","y":"BB","kid":"one","d":"SECRET","key_ops":["sign"]}]}"#,
        );
        let shown = serde_json::to_value(keys.unwrap()).unwrap();
        let expected = serde_json::json!({
            "keys": [{"kty": "EC", "crv": "P-256", "x": "AA", "y": "BB", "kid": "one", "alg": "ES256", "use": "sig"}],
        });
        assert_eq!(shown, expected);
    }

    #[test]
    fn keys_of_another_kind_are_not_shown_at_all() {
        assert!(public(r#"{"keys":[{"kty":"oct","k":"SECRET","kid":"one"}]}"#).is_err());
    }
}
