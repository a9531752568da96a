//! The register of problem codes: what each means, when it is answered, and what to do about it.
//!
//! A code is part of the API's contract: it is never given a second meaning, and one that is no longer answered stays listed.

pub(crate) mod page;
mod register;

/// One problem code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The code, as it stands in problem documents.
    pub code: &'static str,
    /// The HTTP statuses it comes with. Which operations answer so is known from their faults and signatures.
    pub statuses: &'static [u16],
    /// What it means, in a sentence.
    pub meaning: &'static str,
    /// When it is answered.
    pub when: &'static str,
    /// What a caller does about it.
    pub remedy: &'static str,
    /// The document's further members, and what they hold.
    pub members: &'static [(&'static str, &'static str)],
}

/// An entry to be filled in.
const BLANK: Entry = Entry { code: "", statuses: &[], meaning: "", when: "", remedy: "", members: &[] };

/// Every code, by area.
pub fn all() -> impl Iterator<Item = &'static Entry> {
    register::ALL.iter().copied().flatten()
}

/// The entry of a code.
pub fn find(code: &str) -> Option<&'static Entry> {
    all().find(|entry| entry.code == code)
}

/// What stands in `errors[].code` of a `validation_failed`, beside the codes of the register: code and meaning.
pub const FIELD_CODES: &[(&str, &str)] = &[
    ("unknown_field", "The body has a field that this operation does not know."),
    ("missing_field", "A field that must be there is not."),
    ("duplicate_field", "A field stands twice."),
    ("invalid_value", "The value is of the wrong type or outside its bounds; the message says which."),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn a_code_stands_once_and_says_everything() {
        let mut seen = BTreeSet::new();
        for entry in all() {
            assert!(seen.insert(entry.code), "{} stands twice", entry.code);
            assert!(
                entry.code.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_'),
                "{}",
                entry.code
            );
            assert!(
                entry.statuses.iter().all(|status| (400..600).contains(status)) && !entry.statuses.is_empty(),
                "{}",
                entry.code
            );
            for text in [entry.meaning, entry.when, entry.remedy] {
                assert!(
                    text.ends_with('.') && text.starts_with(|first: char| first.is_uppercase() || first == '`'),
                    "{}: {text:?}",
                    entry.code
                );
            }
        }
        assert!(FIELD_CODES.iter().all(|(code, _)| !seen.contains(code)));
    }
}
