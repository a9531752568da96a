//! Whatever text is sent as a token: none is believed that was not signed, and none brings a function down.

use proptest::prelude::*;

use super::*;

/// Text as callers may send it, some of it in the form of a token.
fn text() -> impl Strategy<Value = String> {
    let segment = || prop_oneof!["[A-Za-z0-9_-]{0,60}", any::<Vec<u8>>().prop_map(|bytes| base64url(&bytes))];
    prop_oneof![any::<String>(), (segment(), segment(), segment()).prop_map(|(a, b, c)| format!("{a}.{b}.{c}"))]
}

/// Any JSON that is not deep.
fn json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(2, 8, 4, |inner| prop::collection::vec(inner, 0..4).prop_map(Value::from))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

    #[test]
    fn text_that_was_not_signed_is_no_token(text in text()) {
        prop_assert_eq!(verified(&text), Err(TokenFault::Invalid));
    }

    #[test]
    fn a_token_with_another_character_is_none(at: prop::sample::Index, other in "[A-Za-z0-9_.=-]") {
        let token = signed(1, &header(), &claims());
        let at = at.index(token.len());
        prop_assume!(token[at..=at] != *other);
        let changed = format!("{}{other}{}", &token[..at], &token[at + 1..]);
        prop_assert_eq!(verified(&changed), Err(TokenFault::Invalid));
    }

    #[test]
    fn a_token_that_was_cut_or_continued_is_none(at: prop::sample::Index, more in "[A-Za-z0-9_.-]{1,9}") {
        let token = signed(1, &header(), &claims());
        let cut = &token[..at.index(token.len())];
        prop_assert_eq!(verified(cut), Err(TokenFault::Invalid));
        prop_assert_eq!(verified(&format!("{token}{more}")), Err(TokenFault::Invalid));
    }

    #[test]
    fn a_signed_claim_of_another_kind_is_refused_or_ignored(
        name in prop::sample::select(vec!["iss", "aud", "sub", "exp", "nbf", "iat", "jti", "role", "sid"]), value in json(),
    ) {
        let claims = with(claims(), name, Some(value));
        // Who signs is us, so what counts is that nothing panics, and that nobody becomes somebody else by it.
        if let Ok(principal) = verified(&signed(1, &header(), &claims)) {
            prop_assert_eq!(serde_json::json!(principal.user), claims["sub"].clone());
            prop_assert_eq!(serde_json::json!(principal.role), claims["role"].clone());
        }
    }

    #[test]
    fn a_header_of_any_other_form_is_refused(
        name in prop::sample::select(vec!["alg", "typ", "kid", "jku", "jwk", "x5u", "x5c", "crit"]), value in json(),
    ) {
        prop_assume!(value != header()[name] && !value.is_null());
        prop_assert_eq!(verified(&signed(1, &with(header(), name, Some(value)), &claims())), Err(TokenFault::Invalid));
    }
}
