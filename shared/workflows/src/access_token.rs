//! Access tokens: short-lived JWTs that every function verifies by itself.
//!
//! ES256 alone (RFC 7518 §3.4), keys by `kid` from a fixed set, `typ: at+jwt` (RFC 9068), and the strictness of RFC 8725:
//! header members that point to other keys are refused. Times are compared with the request's own clock.

use domain::identity::user::Role;
use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use kernel::fault::{Fault, FaultKind};
use kernel::id::{SessionId, UserId};
use kernel::time::Timestamp;
use serde::{Deserialize, Serialize};

/// How long an access token is good, in seconds.
pub const LIFETIME: i64 = 600;
/// How long an access token of staff is good, in seconds.
pub const STAFF_LIFETIME: i64 = 300;
/// For whom tokens are meant.
const AUDIENCE: &str = "souk";
/// The `typ` of an access token.
const TYPE: &str = "at+jwt";
/// How far clocks may differ, in seconds.
const LEEWAY: i64 = 5;

/// What a token says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    iss: String,
    aud: String,
    sub: UserId,
    exp: i64,
    nbf: i64,
    iat: i64,
    jti: String,
    role: Role,
    sid: SessionId,
}

/// Who a verified token speaks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Principal {
    /// The user.
    pub user: UserId,
    /// What they may do.
    pub role: Role,
    /// The session the token belongs to.
    pub session: SessionId,
}

/// Signs tokens with one key.
#[derive(Clone)]
pub struct Signer {
    key: EncodingKey,
    kid: String,
    issuer: String,
}

/// Verifies tokens with a fixed set of public keys.
#[derive(Clone, Default)]
pub struct Verifier {
    keys: Vec<(String, DecodingKey)>,
    issuer: String,
}

/// Why a token is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenFault {
    /// It is not a token of ours.
    #[error("the access token is not valid")]
    Invalid,
    /// It was one.
    #[error("the access token has expired")]
    Expired,
}

impl Fault for TokenFault {
    fn code(&self) -> &'static str {
        match self {
            Self::Invalid => "unauthenticated",
            Self::Expired => "token_expired",
        }
    }

    fn kind(&self) -> FaultKind {
        FaultKind::Unauthenticated
    }
}

/// A key that could not be read, or a token that could not be made.
#[derive(Clone, Debug, thiserror::Error)]
#[error("the signing key cannot be used: {0}")]
pub struct KeyFault(String);

impl Fault for KeyFault {
    fn code(&self) -> &'static str {
        "internal"
    }

    fn kind(&self) -> FaultKind {
        FaultKind::Internal
    }
}

impl Signer {
    /// A signer with a PKCS#8 key in DER, known as `kid`, for the shop at `issuer`.
    pub fn new(pkcs8: &[u8], kid: &str, issuer: &str) -> Self {
        Self { key: EncodingKey::from_ec_der(pkcs8), kid: kid.to_owned(), issuer: issuer.to_owned() }
    }

    /// A token for `principal`, good from `now`, known as `id`; and how many seconds it is good.
    pub fn sign(&self, principal: Principal, id: &str, now: Timestamp) -> Result<(String, i64), KeyFault> {
        let lifetime = if principal.role == Role::Customer { LIFETIME } else { STAFF_LIFETIME };
        let issued = now.as_second();
        let claims = Claims {
            iss: self.issuer.clone(),
            aud: AUDIENCE.to_owned(),
            sub: principal.user,
            exp: issued + lifetime,
            nbf: issued,
            iat: issued,
            jti: id.to_owned(),
            role: principal.role,
            sid: principal.session,
        };
        let header = Header { typ: Some(TYPE.to_owned()), kid: Some(self.kid.clone()), ..Header::new(Algorithm::ES256) };
        let token = jsonwebtoken::encode(&header, &claims, &self.key).map_err(|error| KeyFault(error.to_string()))?;
        Ok((token, lifetime))
    }
}

impl Verifier {
    /// A verifier with the keys of a JWK set (RFC 7517), for tokens of the shop at `issuer`.
    pub fn new(jwks: &str, issuer: &str) -> Result<Self, KeyFault> {
        let fault = |error: &dyn std::fmt::Display| KeyFault(error.to_string());
        let set: JwkSet = serde_json::from_str(jwks).map_err(|error| fault(&error))?;
        let keys: Result<Vec<_>, KeyFault> = set
            .keys
            .iter()
            .map(|jwk| {
                let kid = jwk.common.key_id.clone().ok_or_else(|| fault(&"a key has no kid"))?;
                Ok((kid, DecodingKey::from_jwk(jwk).map_err(|error| fault(&error))?))
            })
            .collect();
        Ok(Self { keys: keys?, issuer: issuer.to_owned() })
    }

    /// Who `token` speaks for at `now`.
    pub fn verify(&self, token: &str, now: Timestamp) -> Result<Principal, TokenFault> {
        let header = jsonwebtoken::decode_header(token).map_err(|_| TokenFault::Invalid)?;
        let plain = header.alg == Algorithm::ES256
            && header.typ.as_deref() == Some(TYPE)
            && header.jku.is_none()
            && header.jwk.is_none()
            && header.x5u.is_none()
            && header.x5c.is_none()
            && header.crit.is_none();
        if !plain {
            return Err(TokenFault::Invalid);
        }
        let kid = header.kid.ok_or(TokenFault::Invalid)?;
        let (_, key) = self.keys.iter().find(|(known, _)| *known == kid).ok_or(TokenFault::Invalid)?;
        let claims = jsonwebtoken::decode::<Claims>(token, key, &self.validation()).map_err(|_| TokenFault::Invalid)?.claims;
        let now = now.as_second();
        if claims.nbf > now + LEEWAY || claims.iat > now + LEEWAY {
            return Err(TokenFault::Invalid);
        }
        if claims.exp <= now {
            return Err(TokenFault::Expired);
        }
        Ok(Principal { user: claims.sub, role: claims.role, session: claims.sid })
    }

    /// Signature, issuer and audience are the library's; times are compared with the request's clock instead of the system's.
    fn validation(&self) -> Validation {
        let mut validation = Validation::new(Algorithm::ES256);
        validation.validate_exp = false;
        validation.validate_nbf = false;
        validation.set_audience(&[AUDIENCE]);
        validation.set_issuer(&[&self.issuer]);
        validation.set_required_spec_claims(&["exp", "nbf", "aud", "iss", "sub"]);
        validation
    }
}

impl std::fmt::Debug for Signer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Signer({})", self.kid)
    }
}

impl std::fmt::Debug for Verifier {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let kids: Vec<&str> = self.keys.iter().map(|(kid, _)| kid.as_str()).collect();
        write!(f, "Verifier({})", kids.join(", "))
    }
}
