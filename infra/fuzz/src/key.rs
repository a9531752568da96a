//! Keys: different parts make different keys, whatever is in them.

use table::key::{KeyPart, Part, joined};

/// Joins the lines of `data` as parts of a key.
pub fn check(data: &[u8]) {
    let text = super::text(data);
    let parts: Vec<Part> = text.split('\n').filter_map(|line| Part::new(line).ok()).collect();
    let borrowed: Vec<&dyn KeyPart> = parts.iter().map(|part| part as &dyn KeyPart).collect();
    let key = joined(&borrowed);
    let again: Vec<Part> = key.split(kernel::key::DELIMITER).filter_map(|part| Part::new(part).ok()).collect();
    assert_eq!(again, parts);
    assert_eq!(Part::sha(data).key_part().len(), 64);
}
