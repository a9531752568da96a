//! Keys that come and go.

use super::*;

#[test]
fn a_private_key_among_the_public_ones_is_refused() {
    let (_, jwk) = key(1, "one");
    for member in PRIVATE {
        let private = json!({ "keys": [key(2, "two").1, with(jwk.clone(), member, Some(json!("AA")))] });
        assert!(Verifier::new(&private.to_string(), ISSUER).is_err(), "{member}");
    }
}

/// A01-T03
#[test]
fn keys_overlap_while_they_rotate() {
    let ((old_der, old), (next_der, next)) = (key(1, "one"), key(2, "two"));
    let sign = |der: &[u8], kid: &str| Signer::new(der, kid, ISSUER).sign(principal(Role::Customer), "1", now());
    let (of_old, of_next) = (sign(&old_der, "one").unwrap().0, sign(&next_der, "two").unwrap().0);
    let taken = |keys: &[Value], token: &str, seconds| verifier(keys).verify(token, after(now(), seconds)).is_ok();
    assert!(taken(&[old.clone(), next.clone()], &of_next, 0), "published and not in use");
    assert!(taken(&[old.clone(), next.clone()], &of_old, LIFETIME - 1), "until its token expires");
    assert!(!taken(&[old, next.clone()], &of_old, LIFETIME));
    assert!(!taken(std::slice::from_ref(&next), &of_old, 0), "withdrawn");
    assert!(taken(std::slice::from_ref(&next), &of_next, 0));
    assert!(!verifier(&[next]).knows(&Signer::new(&old_der, "one", ISSUER)));
}
