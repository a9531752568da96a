//! Access tokens: short-lived JWTs that every function verifies by itself.
//!
//! ES256 alone (RFC 7518 §3.4), keys by `kid` from a fixed set, `typ: at+jwt` (RFC 9068), and the strictness of RFC 8725:
//! header members that point to other keys are refused. Times are compared with the request's own clock.

use domain::identity::user::Role;
use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use kernel::faults;
use kernel::id::{SessionId, UserId};
use kernel::time::Timestamp;
use serde::{Deserialize, Serialize};

use crate::es256;

/// How long an access token is good, in seconds.
pub const LIFETIME: i64 = 600;
/// How long an access token of staff is good, in seconds.
pub const STAFF_LIFETIME: i64 = 300;
/// For whom tokens are meant.
const AUDIENCE: &str = "souk";
/// The `typ` of an access token.
const TYPE: &str = "at+jwt";
/// The private member of an elliptic-curve key, and the whole of a symmetric one (RFC 7518 §6).
const PRIVATE: [&str; 2] = ["d", "k"];
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

/// What a verified token says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verified {
    /// Who it speaks for.
    pub principal: Principal,
    /// When it was signed.
    pub issued_at: Timestamp,
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

faults! {
    /// Why a token is not taken.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
    pub enum TokenFault {
        /// It is not a token of ours.
        #[error("the access token is not valid")]
        Invalid => Unauthenticated "unauthenticated";
        /// It was one.
        #[error("the access token has expired")]
        Expired => Unauthenticated "token_expired";
    }
}

faults! {
    /// A key that could not be read, or a token that could not be made.
    #[derive(Clone, Debug, thiserror::Error)]
    #[error("the signing key cannot be used: {0}")]
    pub struct KeyFault(String) => Internal "internal";
}

impl Signer {
    /// A signer with a PKCS#8 key in DER, known as `kid`, for the shop at `issuer`.
    pub fn new(pkcs8: &[u8], kid: &str, issuer: &str) -> Self {
        es256::install();
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
        let header =
            Header { typ: Some(TYPE.to_owned()), kid: Some(self.kid.clone()), ..Header::new(Algorithm::ES256) };
        let token = jsonwebtoken::encode(&header, &claims, &self.key).map_err(|error| KeyFault(error.to_string()))?;
        Ok((token, lifetime))
    }
}

impl Verifier {
    /// A verifier with the keys of a JWK set (RFC 7517), for tokens of the shop at `issuer`.
    ///
    /// A set with a private key in it is refused: every function is given this set, and one alone may sign.
    pub fn new(jwks: &str, issuer: &str) -> Result<Self, KeyFault> {
        es256::install();
        let fault = |error: &dyn std::fmt::Display| KeyFault(error.to_string());
        let set: JwkSet = serde_json::from_str(jwks).map_err(|error| fault(&error))?;
        let bare: serde_json::Value = serde_json::from_str(jwks).map_err(|error| fault(&error))?;
        let members = bare.get("keys").and_then(serde_json::Value::as_array).into_iter().flatten();
        if members.into_iter().any(|key| PRIVATE.iter().any(|member| key.get(member).is_some())) {
            return Err(fault(&"the public keys have a private member"));
        }
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

    /// Whether tokens of `signer` are taken.
    pub fn knows(&self, signer: &Signer) -> bool {
        self.keys.iter().any(|(kid, _)| *kid == signer.kid)
    }

    /// Who `token` speaks for at `now`.
    pub fn verify(&self, token: &str, now: Timestamp) -> Result<Principal, TokenFault> {
        self.read(token, now).map(|verified| verified.principal)
    }

    /// What `token` says at `now`.
    pub fn read(&self, token: &str, now: Timestamp) -> Result<Verified, TokenFault> {
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
        let claims =
            jsonwebtoken::decode::<Claims>(token, key, &self.validation()).map_err(|_| TokenFault::Invalid)?.claims;
        let now = now.as_second();
        if claims.nbf > now + LEEWAY || claims.iat > now + LEEWAY {
            return Err(TokenFault::Invalid);
        }
        if claims.exp <= now {
            return Err(TokenFault::Expired);
        }
        let issued_at = Timestamp::from_second(claims.iat).map_err(|_| TokenFault::Invalid)?;
        let principal = Principal { user: claims.sub, role: claims.role, session: claims.sid };
        Ok(Verified { principal, issued_at })
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

#[cfg(test)]
mod tests {
    mod hostile;
    mod rotation;

    use hmac::{Hmac, KeyInit as _, Mac as _};
    use kernel::id::Ulid;
    use kernel::secret::base64url;
    use kernel::time::after;
    use p256::ecdsa::SigningKey;
    use p256::ecdsa::signature::Signer as _;
    use p256::pkcs8::EncodePrivateKey as _;
    use serde_json::{Value, json};
    use sha2::Sha256;

    use super::*;

    const ISSUER: &str = "https://shop.example";

    /// A key pair: PKCS#8 in DER, and the public half as a JWK named `kid`.
    fn key(seed: u8, kid: &str) -> (Vec<u8>, Value) {
        let secret = p256::SecretKey::from_slice(&[seed; 32]).unwrap();
        let point = secret.public_key().to_sec1_bytes();
        let (x, y) = (base64url(&point[1..33]), base64url(&point[33..]));
        let jwk = json!({ "kty": "EC", "crv": "P-256", "x": x, "y": y, "kid": kid, "use": "sig", "alg": "ES256" });
        (secret.to_pkcs8_der().unwrap().as_bytes().to_vec(), jwk)
    }

    fn verifier(keys: &[Value]) -> Verifier {
        Verifier::new(&json!({ "keys": keys }).to_string(), ISSUER).unwrap()
    }

    fn now() -> Timestamp {
        "2026-01-01T12:00:00Z".parse().unwrap()
    }

    fn principal(role: Role) -> Principal {
        Principal { user: UserId::from_ulid(Ulid::from(1)), role, session: SessionId::from_ulid(Ulid::from(2)) }
    }

    fn header() -> Value {
        json!({ "alg": "ES256", "typ": TYPE, "kid": "one" })
    }

    fn claims() -> Value {
        let (principal, issued) = (principal(Role::Customer), now().as_second());
        json!({ "iss": ISSUER, "aud": AUDIENCE, "sub": principal.user, "exp": issued + LIFETIME, "nbf": issued, "iat": issued,
            "jti": "1", "role": "customer", "sid": principal.session })
    }

    /// A token of exactly these members, signed with the key of `seed` by another library than the shop's.
    fn signed(seed: u8, header: &Value, claims: &Value) -> String {
        let message =
            format!("{}.{}", base64url(header.to_string().as_bytes()), base64url(claims.to_string().as_bytes()));
        let secret = p256::SecretKey::from_slice(&[seed; 32]).unwrap();
        let signature: p256::ecdsa::Signature = SigningKey::from(secret).sign(message.as_bytes());
        format!("{message}.{}", base64url(&signature.to_bytes()))
    }

    /// `value` with `name` set, or without it.
    fn with(mut value: Value, name: &str, member: Option<Value>) -> Value {
        let members = value.as_object_mut().unwrap();
        match member {
            Some(member) => members.insert(name.to_owned(), member),
            None => members.remove(name),
        };
        value
    }

    fn verified(token: &str) -> Result<Principal, TokenFault> {
        verifier(&[key(1, "one").1]).verify(token, now())
    }

    #[test]
    fn a_token_speaks_for_its_user_for_ten_minutes_and_for_staff_for_five() {
        let (der, jwk) = key(1, "one");
        let (signer, verifier) = (Signer::new(&der, "one", ISSUER), verifier(&[key(2, "two").1, jwk]));
        for (role, lifetime) in [(Role::Customer, 600), (Role::Seller, 300), (Role::Admin, 300)] {
            let (token, seconds) = signer.sign(principal(role), "1", now()).unwrap();
            assert_eq!(seconds, lifetime);
            assert_eq!(verifier.verify(&token, now()), Ok(principal(role)));
            assert_eq!(verifier.verify(&token, after(now(), lifetime - 1)), Ok(principal(role)));
            assert_eq!(verifier.verify(&token, after(now(), lifetime)), Err(TokenFault::Expired));
        }
    }

    #[test]
    fn members_in_the_right_place_are_taken() {
        assert_eq!(verified(&signed(1, &header(), &claims())), Ok(principal(Role::Customer)));
    }

    #[test]
    fn headers_that_choose_their_own_key_or_rules_are_refused() {
        let (_, own) = key(9, "one");
        for (name, member) in [
            ("alg", Some(json!("none"))),
            ("alg", Some(json!("ES384"))),
            ("alg", None),
            ("typ", Some(json!("JWT"))),
            ("typ", None),
            ("kid", Some(json!("two"))),
            ("kid", Some(json!("../one"))),
            ("kid", None),
            ("jku", Some(json!("https://evil.example/keys"))),
            ("jwk", Some(own)),
            ("x5u", Some(json!("https://evil.example/cert"))),
            ("x5c", Some(json!(["AA"]))),
            ("crit", Some(json!(["exp"]))),
        ] {
            let header = with(header(), name, member);
            assert_eq!(verified(&signed(1, &header, &claims())), Err(TokenFault::Invalid), "{header}");
        }
    }

    #[test]
    fn a_token_without_a_signature_of_ours_is_refused() {
        assert_eq!(verified(&signed(2, &header(), &claims())), Err(TokenFault::Invalid), "another's key");
        let token = signed(1, &header(), &claims());
        let (message, signature) = token.rsplit_once('.').unwrap();
        let admin = with(claims(), "role", Some(json!("admin"))).to_string();
        let promoted = format!("{}.{}.{signature}", message.split('.').next().unwrap(), base64url(admin.as_bytes()));
        let unsigned = with(header(), "alg", Some(json!("none"))).to_string();
        let unsigned = format!("{}.{}.", base64url(unsigned.as_bytes()), base64url(claims().to_string().as_bytes()));
        for forged in
            [promoted, unsigned, format!("{message}."), message.to_owned(), format!("{token}.x"), String::new()]
        {
            assert_eq!(verified(&forged), Err(TokenFault::Invalid), "{forged}");
        }
    }

    #[test]
    fn the_public_key_is_no_shared_secret() {
        let (_, jwk) = key(1, "one");
        let point = p256::SecretKey::from_slice(&[1; 32]).unwrap().public_key().to_sec1_bytes();
        let texts = [point.to_vec(), jwk.to_string().into_bytes(), jwk["x"].to_string().into_bytes()];
        for secret in texts {
            let header = with(header(), "alg", Some(json!("HS256")));
            let message =
                format!("{}.{}", base64url(header.to_string().as_bytes()), base64url(claims().to_string().as_bytes()));
            let signature = Hmac::<Sha256>::new_from_slice(&secret).unwrap().chain_update(&message).finalize();
            let token = format!("{message}.{}", base64url(&signature.into_bytes()));
            assert_eq!(verified(&token), Err(TokenFault::Invalid));
        }
    }

    #[test]
    fn claims_must_all_be_there_and_of_their_own_type() {
        let second = now().as_second();
        for (name, member) in [
            ("nbf", Some(json!(second + LEEWAY + 1))),
            ("iat", Some(json!(second + LEEWAY + 1))),
            ("nbf", Some(json!(second.to_string()))),
            ("exp", Some(json!((second + 60).to_string()))),
            ("exp", Some(json!(1e300))),
            ("aud", Some(json!("another shop"))),
            ("aud", Some(json!(["souk", "another shop"]))),
            ("iss", Some(json!("https://evil.example"))),
            ("sub", Some(json!("usr_1"))),
            ("sub", Some(json!("ses_00000000000000000000000001"))),
            ("role", Some(json!("owner"))),
        ] {
            let claims = with(claims(), name, member);
            assert_eq!(verified(&signed(1, &header(), &claims)), Err(TokenFault::Invalid), "{claims}");
        }
        for name in ["iss", "aud", "sub", "exp", "nbf", "iat", "jti", "role", "sid"] {
            let claims = with(claims(), name, None);
            assert_eq!(verified(&signed(1, &header(), &claims)), Err(TokenFault::Invalid), "without {name}");
        }
    }

    #[test]
    fn clocks_may_differ_by_seconds() {
        let claims = with(claims(), "nbf", Some(json!(now().as_second() + LEEWAY)));
        assert_eq!(verified(&signed(1, &header(), &claims)), Ok(principal(Role::Customer)));
    }

    #[test]
    fn a_token_that_was_cut_is_refused() {
        let token = signed(1, &header(), &claims());
        for length in 0..token.len() {
            assert_eq!(verified(&token[..length]), Err(TokenFault::Invalid), "{length}");
        }
    }

    #[test]
    fn keys_must_have_names() {
        let (_, jwk) = key(1, "one");
        let nameless = json!({ "keys": [with(jwk, "kid", None)] });
        assert!(Verifier::new(&nameless.to_string(), ISSUER).is_err());
        assert!(Verifier::new("{}", ISSUER).is_err());
    }
}
