use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::example::{at, ulid};

fn key(digits: &str) -> LinkKey {
    LinkKey::from_hex(&digits.repeat(32)).unwrap()
}

fn challenge(number: u128) -> SmsChallenge {
    let (id, user) = (ChallengeId::from_ulid(ulid(number)), UserId::from_ulid(ulid(2)));
    SmsChallenge::issue(id, user, "+4915112345678".parse().unwrap(), SmsPurpose::VerifyPhone, None, at(0))
}

#[test]
fn a_code_is_bound_to_account_number_and_purpose_and_not_to_what_happens_to_the_challenge() {
    let key = key("ab");
    let first = challenge(1);
    let code = first.code(&key);
    assert!(SmsChallenge { sends: 3, checks_left: 1, used_at: Some(at(1)), ..first.clone() }.code(&key).is(&code));
    for other in [
        SmsChallenge { id: ChallengeId::from_ulid(ulid(3)), ..first.clone() },
        SmsChallenge { user: UserId::from_ulid(ulid(3)), ..first.clone() },
        SmsChallenge { phone: "+4915112345679".parse().unwrap(), ..first.clone() },
        SmsChallenge { purpose: SmsPurpose::ChangePhone, ..first.clone() },
    ] {
        assert!(!other.code(&key).is(&code), "{other:?}");
    }
    assert!(!first.code(&self::key("cd")).is(&code));
}

#[test]
fn neither_the_item_nor_its_description_holds_the_code() {
    let challenge = challenge(1);
    let code = challenge.code(&key("ab"));
    let told = format!("{challenge:?}{code:?}{}", serde_json::to_string(&challenge).unwrap());
    assert!(!told.contains(code.digits()), "{told}");
}

/// Each digit of 100,000 codes at each place: a chi-squared of nine degrees of freedom stays under 33.7 but once in 10,000.
#[test]
fn every_digit_is_as_likely_as_any_other() {
    let key = key("ab");
    let mut counts = [[0_u32; 10]; DIGITS];
    for number in 0..100_000 {
        let code = challenge(number).code(&key);
        for (place, digit) in code.digits().bytes().enumerate() {
            counts[place][usize::from(digit - b'0')] += 1;
        }
    }
    for digits in counts {
        let chi: f64 = digits.iter().map(|count| (f64::from(*count) - 10_000.0).powi(2) / 10_000.0).sum();
        assert!(chi < 33.7, "{chi}: {digits:?}");
    }
}

#[test]
fn codes_of_many_challenges_hardly_ever_meet() {
    let key = key("ab");
    let codes: BTreeSet<String> = (0..1_000).map(|number| challenge(number).code(&key).digits().to_owned()).collect();
    assert!(codes.len() >= 995, "{}", codes.len());
}

#[test]
fn the_numbers_that_are_left_out_are_those_that_would_favour_some_codes() {
    assert_eq!(FAIR % CODES, 0);
    let left_out = u32::MAX - FAIR;
    assert!((0..CODES).contains(&left_out));
}

#[test]
fn a_challenge_is_sent_again_in_its_first_half_to_the_same_number() {
    let challenge = challenge(1);
    let (phone, other) = (challenge.phone.clone(), "+4915112345679".parse().unwrap());
    assert!(challenge.is_sent_again(&phone, None, at(299)));
    assert!(!challenge.is_sent_again(&phone, None, at(300)));
    assert!(!challenge.is_sent_again(&other, None, at(1)));
    assert!(!challenge.is_sent_again(&phone, Some(&other), at(1)));
    assert!(!SmsChallenge { checks_left: 0, ..challenge.clone() }.is_sent_again(&phone, None, at(1)));
    assert!(!SmsChallenge { used_at: Some(at(1)), ..challenge.clone() }.is_sent_again(&phone, None, at(2)));
    assert!(challenge.is_open(at(599)) && !challenge.is_open(at(600)));
}

#[test]
fn a_code_is_read_as_people_copy_it() {
    assert!("123 456".parse::<SmsCode>().unwrap().is(&"123456".parse().unwrap()));
    for wrong in ["", "12345", "1234567", "12345a", "１２３４５６", "123-456", "+23456"] {
        assert_eq!(wrong.parse::<SmsCode>(), Err(MalformedCode), "{wrong}");
    }
}

proptest! {
    #[test]
    fn every_code_has_six_digits_and_is_read_back(number in any::<u64>(), key in "[0-9a-f]{64}") {
        let key = LinkKey::from_hex(&key).unwrap();
        let code = challenge(u128::from(number)).code(&key);
        prop_assert_eq!(code.digits().len(), DIGITS);
        prop_assert!(code.digits().parse::<SmsCode>().unwrap().is(&code));
    }

    #[test]
    fn no_text_is_too_strange_to_be_checked(text in any::<String>()) {
        if let Ok(code) = text.parse::<SmsCode>() {
            prop_assert!(!code.is(&challenge(1).code(&key("ab"))) || code.digits().len() == DIGITS);
        }
    }
}
