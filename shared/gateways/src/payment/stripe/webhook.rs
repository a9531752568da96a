//! Stripe's webhook signature, <https://docs.stripe.com/webhooks#verify-manually>.
//!
//! `Stripe-Signature: t=<unix>,v1=<hex>[,v1=<hex>…]`, where `v1` is HMAC-SHA256 over `<t>.<body>` with the signing secret
//! used literally, `whsec_` included. Any `v1` may match, with any of our secrets: both sides rotate. Other schemes are
//! ignored. The bytes are those that arrived; parsing and printing them again changes them.

use hmac::{Hmac, KeyInit as _, Mac as _};
use http::HeaderMap;
use kernel::secret::{same_secret, unhex};
use kernel::time::Timestamp;
use sha2::Sha256;

use super::super::{ProviderEvent, Secret, WebhookFault};
use super::wire;
use super::{Mode, attached};

/// How far the signature's time may be from ours, in seconds, either way.
const TOLERANCE_SECONDS: u64 = 300;
/// The header of the signature.
const HEADER: &str = "stripe-signature";

/// The event in `body`, if one of `secrets` signed it just now.
pub(super) fn read(
    secrets: &[Secret],
    mode: Mode,
    headers: &HeaderMap,
    body: &[u8],
    now: Timestamp,
) -> Result<ProviderEvent, WebhookFault> {
    let header = headers.get(HEADER).and_then(|value| value.to_str().ok()).ok_or(WebhookFault::NoSignature)?;
    verify(secrets, header, body, now)?;
    let event: wire::Event = serde_json::from_slice(body).map_err(|_| WebhookFault::NotAnEvent)?;
    if Mode::of_event(event.livemode) != mode {
        return Err(WebhookFault::WrongMode);
    }
    let object = event.data.object;
    let metadata = object.metadata.as_ref();
    Ok(ProviderEvent {
        reference: object.intent().and_then(|intent| intent.parse().ok()),
        order: metadata.and_then(|metadata| attached(metadata, "order_id")),
        payment: metadata.and_then(|metadata| attached(metadata, "payment_id")),
        created: Timestamp::from_second(event.created).map_err(|_| WebhookFault::NotAnEvent)?,
        id: event.id,
        kind: event.kind,
    })
}

/// Whether `header` is a signature of `body` by one of `secrets`, made close to `now`.
fn verify(secrets: &[Secret], header: &str, body: &[u8], now: Timestamp) -> Result<(), WebhookFault> {
    let (time, candidates) = parts(header)?;
    let signed_at: i64 = time.parse().map_err(|_| WebhookFault::NoSignature)?;
    // Every pair is compared, so the time taken does not tell which secret matched.
    let matches = secrets
        .iter()
        .flat_map(|secret| candidates.iter().map(move |candidate| signs(secret, time, body, candidate)))
        .fold(false, |any, one| any | one);
    if !matches {
        return Err(WebhookFault::WrongSignature);
    }
    if now.as_second().abs_diff(signed_at) > TOLERANCE_SECONDS {
        return Err(WebhookFault::OutsideTolerance);
    }
    Ok(())
}

/// The time as it is written, and the signatures of scheme `v1`.
fn parts(header: &str) -> Result<(&str, Vec<Vec<u8>>), WebhookFault> {
    let pairs = || header.split(',').filter_map(|pair| pair.trim().split_once('='));
    let mut times = pairs().filter(|(name, _)| *name == "t").map(|(_, value)| value);
    let (Some(time), None) = (times.next(), times.next()) else { return Err(WebhookFault::NoSignature) };
    let candidates: Vec<Vec<u8>> =
        pairs().filter(|(name, _)| *name == "v1").filter_map(|(_, value)| unhex(value)).collect();
    if candidates.is_empty() { Err(WebhookFault::NoSignature) } else { Ok((time, candidates)) }
}

fn signs(secret: &Secret, time: &str, body: &[u8], candidate: &[u8]) -> bool {
    // HMAC takes a key of any length, so there is always a signature to compare.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.expose().as_bytes()) else { return false };
    mac.update(time.as_bytes());
    mac.update(b".");
    mac.update(body);
    same_secret(&mac.finalize().into_bytes(), candidate)
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    // Vectors computed with OpenSSL.
    const SECRET: &str = "whsec_test_9f2c4e6a8b0d1357";
    const SIGNED_AT: i64 = 1_767_225_600;
    const BODY: &[u8] = include_bytes!("../../../../../tests/data/webhooks/stripe_body.json");
    const GOOD: &str = "dacb91a959e57f6c3c8a7859fc394e65b9295ee4cb0273ed8ce79583dd3b7edd";
    const BY_OLD_SECRET: &str = "66922df866ff31248e082c5858a8855239d38211876ca299fbe49c5259b3f9c1";

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(seconds).unwrap()
    }

    fn check(header: &str, body: &[u8], seconds: i64) -> Result<(), WebhookFault> {
        verify(&[Secret::new(SECRET)], header, body, at(seconds))
    }

    fn headers(signature: &str) -> HeaderMap {
        HeaderMap::from_iter([(
            http::header::HeaderName::from_static(HEADER),
            HeaderValue::from_str(signature).unwrap(),
        )])
    }

    #[test]
    fn a_signature_holds_for_five_minutes_either_way() {
        let header = format!("t={SIGNED_AT},v1={GOOD}");
        for (seconds, expected) in [
            (0, Ok(())),
            (300, Ok(())),
            (-300, Ok(())),
            (301, Err(WebhookFault::OutsideTolerance)),
            (-301, Err(WebhookFault::OutsideTolerance)),
            (360, Err(WebhookFault::OutsideTolerance)),
        ] {
            assert_eq!(check(&header, BODY, SIGNED_AT + seconds), expected, "{seconds}");
        }
    }

    #[test]
    fn any_signature_of_the_header_may_match() {
        let header = format!("t={SIGNED_AT},v1={BY_OLD_SECRET},v1={GOOD}");
        assert_eq!(check(&header, BODY, SIGNED_AT), Ok(()));
    }

    #[test]
    fn any_of_our_secrets_may_match() {
        let header = format!("t={SIGNED_AT},v1={BY_OLD_SECRET}");
        let both = [Secret::new(SECRET), Secret::new("whsec_test_OLD_0123456789abcdef")];
        assert_eq!(verify(&both, &header, BODY, at(SIGNED_AT)), Ok(()));
        assert_eq!(check(&header, BODY, SIGNED_AT), Err(WebhookFault::WrongSignature));
    }

    #[test]
    fn only_scheme_v1_counts() {
        assert_eq!(check(&format!("t={SIGNED_AT},v0={GOOD}"), BODY, SIGNED_AT), Err(WebhookFault::NoSignature));
    }

    #[test]
    fn the_secret_is_used_with_its_prefix() {
        let stripped = "ee4ee43bd0f66f85f4589f81f553a7656af5faf4b647da756cc2e9be44660a5d";
        assert_eq!(check(&format!("t={SIGNED_AT},v1={stripped}"), BODY, SIGNED_AT), Err(WebhookFault::WrongSignature));
    }

    #[test]
    fn only_the_raw_bytes_match() {
        let reprinted = "47369d6986d2aaca1bf3695ca5ed02e8a5db58d789fd58f787cb1d0ae5e3cbcd";
        assert_eq!(check(&format!("t={SIGNED_AT},v1={reprinted}"), BODY, SIGNED_AT), Err(WebhookFault::WrongSignature));
        let spaced = [BODY, b"\n"].concat();
        assert_eq!(check(&format!("t={SIGNED_AT},v1={GOOD}"), &spaced, SIGNED_AT), Err(WebhookFault::WrongSignature));
    }

    #[test]
    fn bodies_of_any_bytes_are_verified() {
        let unicode =
            unhex("7b226964223a226576745f746573745f30303032222c226e6f7465223a22636166c3a920e2809320e282b9227d")
                .unwrap();
        let of_unicode = "0860474d25a956cfb82080f9e17dacafd107d9f27bfdf53679e099bc8d3b8786";
        let of_nothing = "2e61e2765f51188f0dac69d0469a9b9b554893abd44e648b93089fea1976d5a8";
        assert_eq!(check(&format!("t={SIGNED_AT},v1={of_unicode}"), &unicode, SIGNED_AT), Ok(()));
        assert_eq!(check(&format!("t={SIGNED_AT},v1={of_nothing}"), b"", SIGNED_AT), Ok(()));
    }

    #[test]
    fn a_header_that_cannot_be_read_is_no_signature() {
        for header in
            ["", "t=", "v1=ab", "t=1,t=2,v1=ab", "t=x,v1=ab", "t=1,v1=zz", &format!("t=1;v1={GOOD}"), "t=1,v1="]
        {
            assert!(check(header, BODY, SIGNED_AT).is_err(), "{header}");
        }
    }

    #[test]
    fn an_event_names_its_payment() {
        let secrets = [Secret::new(SECRET)];
        let signature = headers(&format!("t={SIGNED_AT},v1={GOOD}"));
        let event = read(&secrets, Mode::Test, &signature, BODY, at(SIGNED_AT)).unwrap();
        assert_eq!((event.id.as_str(), event.kind.as_str()), ("evt_test_0001", "payment_intent.succeeded"));
        assert_eq!(event.reference.as_ref().map(super::super::super::ProviderRef::as_str), Some("pi_test_0001"));
        assert_eq!(event.created, at(1_767_225_590));
        assert_eq!(read(&secrets, Mode::Live, &signature, BODY, at(SIGNED_AT)), Err(WebhookFault::WrongMode));
        assert_eq!(read(&secrets, Mode::Test, &HeaderMap::new(), BODY, at(SIGNED_AT)), Err(WebhookFault::NoSignature));
    }

    #[test]
    fn a_signed_body_that_is_no_event_is_refused() {
        let signature = headers("t=1767225600,v1=2e61e2765f51188f0dac69d0469a9b9b554893abd44e648b93089fea1976d5a8");
        assert_eq!(
            read(&[Secret::new(SECRET)], Mode::Test, &signature, b"", at(SIGNED_AT)),
            Err(WebhookFault::NotAnEvent)
        );
    }
}
