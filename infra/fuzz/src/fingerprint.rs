//! Fingerprints of commands: how a body is written does not matter, what it says does.

use serde_json::Value;
use web::idempotent::fingerprint;

/// Reads the two halves of `data`, parted by a line break, as bodies.
pub fn check(data: &[u8]) {
    let mut halves = data.splitn(2, |byte| *byte == b'\n').map(serde_json::from_slice::<Value>);
    let Some(Ok(first)) = halves.next() else { return };
    let written = serde_json::to_string_pretty(&first).unwrap_or_default();
    let Ok(again) = serde_json::from_str::<Value>(&written) else { unreachable!("what was written can be read") };
    assert_eq!(fingerprint(&first), fingerprint(&again));
    if let Some(Ok(second)) = halves.next() {
        // Compared as texts: -0.0 equals 0.0 as a number, and is another text.
        let texts = (first.to_string(), second.to_string());
        assert_eq!(texts.0 == texts.1, fingerprint(&first) == fingerprint(&second));
    }
}
