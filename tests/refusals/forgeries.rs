//! Access tokens of the right form with one fault each. The shop's own key has signed most of them, so nothing but that fault can
//! be what they are refused for.

use emulator::counted::CountedIds;
use hmac::{Hmac, KeyInit as _, Mac as _};
use kernel::secret::{base64url, unbase64url};
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};
use p256::pkcs8::DecodePrivateKey as _;
use serde_json::{Value, json};
use sha2::Sha256;
use testkit::World;

use super::{Scene, expect_code};
use crate::operation::operations;

/// The key that signs the tokens of every world: its secrets are the first that counted ids give.
fn own_key() -> SigningKey {
    let secrets = operate::secrets::generate(&CountedIds::default()).expect("secrets");
    let (_, der) = secrets.get("SIGNING_KEY").and_then(|key| key.split_once(':')).expect("a name and a key");
    let der = unbase64url(der.trim_end_matches('=').replace('+', "-").replace('/', "_").as_str()).expect("base64");
    SigningKey::from(p256::SecretKey::from_pkcs8_der(&der).expect("a key"))
}

/// Header and claims of `token`.
fn members(token: &str) -> (Value, Value) {
    let read = |part: &str| serde_json::from_slice(&unbase64url(part).expect("base64")).expect("JSON");
    let mut parts = token.split('.');
    (read(parts.next().expect("a header")), read(parts.next().expect("claims")))
}

fn message(header: &Value, claims: &Value) -> String {
    format!("{}.{}", base64url(header.to_string().as_bytes()), base64url(claims.to_string().as_bytes()))
}

fn signed(key: &SigningKey, header: &Value, claims: &Value) -> String {
    let message = message(header, claims);
    let signature: Signature = key.sign(message.as_bytes());
    format!("{message}.{}", base64url(&signature.to_bytes()))
}

/// `value` with its member `name` set, or without it.
fn with(value: &Value, name: &str, member: Option<Value>) -> Value {
    let mut value = value.clone();
    let members = value.as_object_mut().expect("members");
    match member {
        Some(member) => members.insert(name.to_owned(), member),
        None => members.remove(name),
    };
    value
}

/// Headers that choose another key, another algorithm or other rules.
fn headers(header: &Value, jwk: &Value) -> Vec<(&'static str, Value)> {
    [
        ("alg", Some(json!("none"))),
        ("alg", Some(json!("HS256"))),
        ("alg", Some(json!("ES384"))),
        ("typ", Some(json!("JWT"))),
        ("typ", None),
        ("kid", Some(json!("another"))),
        ("kid", Some(json!("../../dev/null"))),
        ("kid", None),
        ("jku", Some(json!("https://evil.example/keys"))),
        ("x5u", Some(json!("https://evil.example/certificate"))),
        ("x5c", Some(json!(["AA=="]))),
        ("jwk", Some(jwk.clone())),
        ("crit", Some(json!(["exp"]))),
    ]
    .map(|(name, member)| (name, with(header, name, member)))
    .to_vec()
}

/// Claims that are not good yet, not for this shop, or of no sense.
fn other_claims(claims: &Value) -> Vec<(&'static str, Value)> {
    let second = |name: &str| claims[name].as_i64().expect("a time");
    [
        ("nbf", Some(json!(second("nbf") + 60))),
        ("nbf", Some(json!(second("nbf").to_string()))),
        ("nbf", None),
        ("iat", Some(json!(second("iat") + 60))),
        ("exp", Some(json!(second("exp").to_string()))),
        ("exp", Some(json!(1e300))),
        ("exp", None),
        ("aud", Some(json!("another shop"))),
        ("aud", None),
        ("iss", Some(json!("https://evil.example"))),
        ("sub", Some(json!("usr_1"))),
        ("role", Some(json!("owner"))),
        ("sid", None),
    ]
    .map(|(name, member)| (name, with(claims, name, member)))
    .to_vec()
}

/// Tokens that claim to be signed with the public key as if it were a shared secret.
fn by_public_key(header: &Value, claims: &Value, jwks: &Value, jwk: &Value) -> Vec<String> {
    let header = with(header, "alg", Some(json!("HS256")));
    let point = SigningKey::verifying_key(&own_key()).to_sec1_point(false);
    let secrets = [jwks.to_string().into_bytes(), jwk.to_string().into_bytes(), point.as_bytes().to_vec()];
    let message = message(&header, claims);
    let mac =
        |secret: &Vec<u8>| Hmac::<Sha256>::new_from_slice(secret).expect("a key").chain_update(&message).finalize();
    secrets.iter().map(|secret| format!("{message}.{}", base64url(&mac(secret).into_bytes()))).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_with_one_fault_is_refused_wherever_one_is_read() {
    let world = World::new().await;
    let scene = Scene::open(&world).await;
    let before = scene.fingerprint().await;
    let (good, key) = (scene.ana.access_token.clone(), own_key());
    let (header, claims) = members(&good);
    let keys = world.visitor().get("/.well-known/jwks.json").await.expect(200).body;
    let same = format!("Bearer {}", signed(&key, &header, &claims));
    world.send(reqwest::Method::GET, "/v1/me", &[("authorization", &same)], None).await.expect(200);

    let mut forged: Vec<(String, String)> = Vec::new();
    for (name, header) in headers(&header, &keys["keys"][0]) {
        forged.push((format!("{name} {}", header[name]), signed(&key, &header, &claims)));
    }
    for (name, claims) in other_claims(&claims) {
        forged.push((format!("{name} {}", claims[name]), signed(&key, &header, &claims)));
    }
    for token in by_public_key(&header, &claims, &keys, &keys["keys"][0]) {
        forged.push(("HS256 with the public key".to_owned(), token));
    }
    let stranger = SigningKey::from(p256::SecretKey::from_slice(&[7; 32]).expect("a key"));
    forged.push(("another's key".to_owned(), signed(&stranger, &header, &claims)));
    let (_, signature) = good.rsplit_once('.').expect("a signature");
    for cut in [1, signature.len() / 2, signature.len(), signature.len() + 1, good.len() / 2] {
        forged.push((format!("cut by {cut}"), good[..good.len() - cut].to_owned()));
    }
    forged.push(("a cart's token".to_owned(), scene.guest.token.clone()));

    for operation in operations().iter().filter(|operation| operation.reads_tokens()) {
        let request = scene.request(operation);
        for (fault, token) in &forged {
            let answer = scene.send(request.clone().header("authorization", &format!("Bearer {token}"))).await;
            expect_code(&format!("{} {fault}", operation.id), &answer, 401, "unauthenticated");
        }
    }
    scene.expect_unchanged(before).await;
}
