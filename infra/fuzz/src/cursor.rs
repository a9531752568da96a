//! Cursors: none opens that was not sealed here.

use kernel::secret::LinkKey;
use table::PageRequest;

/// Opens `data` as a cursor.
pub fn check(data: &[u8]) {
    let Ok(seal) = LinkKey::from_hex(&"07".repeat(32)) else { unreachable!("the key is well formed") };
    let cursor = Some(super::text(data).into_owned());
    let request = PageRequest { limit: 20, cursor, seal, scope: "ana /orders".to_owned() };
    assert!(request.check(1).is_err());
}
