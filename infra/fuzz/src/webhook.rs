//! Webhooks: none is believed that the provider did not sign.

use gateways::payment::stripe::{PATIENCE, Stripe, StripeConfig};
use gateways::payment::{PaymentGateway as _, Secret};
use http::{HeaderMap, HeaderValue};

/// Reads the first line of `data` as the signature's header, and the rest as the body.
pub fn check(data: &[u8]) {
    let config = StripeConfig {
        base_url: "https://api.stripe.com".to_owned(),
        secret_key: Secret::new("sk_test_1"),
        webhook_secrets: vec![Secret::new("whsec_a_secret_that_no_fuzzer_guesses")],
        patience: PATIENCE,
    };
    let Ok(stripe) = Stripe::new(config) else { unreachable!("the configuration is well formed") };
    let mut lines = data.splitn(2, |byte| *byte == b'\n');
    let (header, body) = (lines.next().unwrap_or_default(), lines.next().unwrap_or_default());
    let Ok(header) = HeaderValue::from_bytes(header) else { return };
    let headers = HeaderMap::from_iter([(http::HeaderName::from_static("stripe-signature"), header)]);
    assert!(stripe.verify_webhook(&headers, body, super::noon()).is_err());
}
