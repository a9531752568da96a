//! One stored example of each kind of item, as it was written first: every later version reads it.

use serde_json::{Value, json};
use table::{Entity, Key};

use super::sms_log::SmsLogRecord;
use super::user_phone::{SmsChallengeRecord, UserPhoneRecord};

const USER: &str = "usr_01JD8ZQ4T5M6N7P8Q9R0S1T2V3";
const CHALLENGE: &str = "chl_01JD8ZQ4T5M6N7P8Q9R0S1T2V4";

/// Reads an example, and one with a field of a later version, and demands its key and that nothing of it is lost.
fn reads<E: Entity>(mut stored: Value, pk: &str, sk: &str) {
    let value: E::Value = serde_json::from_value(stored.clone()).unwrap();
    assert_eq!(E::key(&value), Key { pk: pk.to_owned(), sk: sk.to_owned() });
    assert_eq!(serde_json::to_value(&value).unwrap(), stored);
    stored["later"] = Value::from(1);
    serde_json::from_value::<E::Value>(stored).unwrap();
}

#[test]
fn every_kind_of_item_of_a_telephone_is_read_as_it_was_written_first() {
    let (partition, at) = (format!("PHONE#{USER}"), "2026-01-01T12:00:00Z");
    let verified = json!({ "number": "+4915112345678", "verified_at": at });
    reads::<UserPhoneRecord>(
        json!({ "user": USER, "verified": verified, "proved_until": at, "removed_at": at, "verifying": CHALLENGE,
            "changing": CHALLENGE, "sends": [at] }),
        &partition,
        "HEAD",
    );
    reads::<SmsChallengeRecord>(
        json!({ "id": CHALLENGE, "user": USER, "phone": "+14155550132", "purpose": "verify_phone",
            "replaces": "+4915112345678", "checks_left": 5, "sends": 1, "created_at": at, "expires_at": at,
            "used_at": at, "exhausted_at": at }),
        &partition,
        &format!("CHALLENGE#{CHALLENGE}"),
    );
    reads::<SmsLogRecord>(json!({ "digest": "ab12", "sends": [at] }), "TEXTED#ab12", "HEAD");
}
