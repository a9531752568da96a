//! One stored example of each kind of item, as it was written first: every later version reads it.

use serde_json::Value;
use table::{Entity, Key};

use super::address::{AddressBookRecord, AddressRecord};
use super::geo_location::GeoLocationRecord;
use super::notification_preferences::NotificationPreferencesRecord;
use super::packaging_preference::PackagingPreferenceRecord;
use super::profile::ProfileRecord;
use super::user_interests::UserInterestsRecord;

/// Whose the examples are.
const USER: &str = "usr_01JD8ZQ4T5M6N7P8Q9R0S1T2V3";

/// Reads an example, and one with a field of a later version, and demands its key and that nothing of it is lost.
fn reads<E: Entity>(fields: &str, sk: &str) {
    let mut stored: Value = serde_json::from_str(&format!(r#"{{"user":"{USER}",{fields}}}"#)).unwrap();
    let value: E::Value = serde_json::from_value(stored.clone()).unwrap();
    assert_eq!(E::key(&value), Key { pk: format!("PROFILE#{USER}"), sk: sk.to_owned() });
    assert_eq!(serde_json::to_value(&value).unwrap(), stored);
    stored["later"] = Value::from(1);
    serde_json::from_value::<E::Value>(stored).unwrap();
}

#[test]
fn every_kind_of_item_is_read_as_it_was_written_first() {
    let id = "adr_01JD8ZQ4T5M6N7P8Q9R0S1T2V4";
    let times = r#""created_at":"2026-01-01T12:00:00Z","updated_at":"2026-01-02T12:00:00Z""#;
    let address = r#"{"name":"Ana Lee","line1":"1 Main Street","city":"Berlin","postal_code":"10115","country":"DE"}"#;
    reads::<AddressRecord>(&format!(r#""id":"{id}","address":{address},{times}"#), &format!("ADDRESS#{id}"));
    let defaults = format!(r#""addresses":["{id}"],"default_shipping":"{id}","default_billing":"{id}""#);
    reads::<AddressBookRecord>(&defaults, "ADDRESSES");
    reads::<ProfileRecord>(r#""phone":"+4930123456","locale":"de-AT","updated_at":"2026-01-02T12:00:00Z""#, "HEAD");
    // The first version had a flag, which is now told from the verified number.
    let flagged = format!(r#"{{"user":"{USER}","phone_verified":false,"updated_at":"2026-01-02T12:00:00Z"}}"#);
    serde_json::from_str::<<ProfileRecord as Entity>::Value>(&flagged).unwrap();
    reads::<PackagingPreferenceRecord>(r#""style":"reusable","no_filler":true,"consolidate":false"#, "PACKAGING");
    reads::<UserInterestsRecord>(
        r#""categories":["cat_01JD8ZQ4T5M6N7P8Q9R0S1T2V5"],"tags":["lamps","oak"],"personalised":true"#,
        "INTERESTS",
    );
    let mail = r#"{"email":true,"sms":false,"push":false}"#;
    let all = ["orders", "account", "shipping", "reminders", "marketing"].map(|kind| format!(r#""{kind}":{mail}"#));
    reads::<NotificationPreferencesRecord>(&all.join(","), "NOTIFICATIONS");
    reads::<GeoLocationRecord>(
        r#""country":"US","region":"CA","source":"stated","consented_at":"2026-01-02T12:00:00Z""#,
        "GEO",
    );
}
