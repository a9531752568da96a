//! The words of a fault without what could be anybody's.
//!
//! The log has the words whole: they name no person by rule, and tests plant canaries. Sentry is another company's, so here
//! only what looks like a word of ours goes on. An address, a token, a number of a card or of a phone, a link, an
//! identifier with digits in it and everything in quotes does not.

/// What stands where something was taken out.
const OUT: &str = "…";
/// The most characters of a text.
const LONGEST: usize = 600;
/// The most letters of a word: longer ones are no language's.
const LONGEST_WORD: usize = 40;
/// The most digits of a number: statuses, counts and lines of a file have no more.
const LONGEST_NUMBER: usize = 4;
/// The most characters of a label, which is Sentry's limit for tags.
const LONGEST_LABEL: usize = 200;
/// The pairs of signs that others' words stand in.
const QUOTES: [(char, char); 5] = [('"', '"'), ('`', '`'), ('\'', '\''), ('“', '”'), ('‘', '’')];

/// The words of `text` that are ours.
pub(super) fn scrub(text: &str) -> String {
    let plain = unquoted(text);
    let words: Vec<&str> = plain.split_whitespace().map(|word| if is_ours(word) { word } else { OUT }).collect();
    words.join(" ").chars().take(LONGEST).collect()
}

/// A code, a route or an id, if it has only the signs that those have.
pub(super) fn scrub_label(text: &str) -> Option<String> {
    let fits = |c: char| c.is_ascii_alphanumeric() || "-_./{}: ".contains(c);
    (!text.is_empty() && text.len() <= LONGEST_LABEL && text.chars().all(fits)).then(|| text.to_owned())
}

/// `text` with every quotation taken out; one that does not end takes the rest with it.
fn unquoted(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let (mut closing, mut before) = (None, ' ');
    for c in text.chars() {
        match closing {
            Some(close) => {
                if c == close {
                    closing = None;
                }
            }
            None => match QUOTES.iter().find(|(open, _)| *open == c) {
                // The apostrophe of "guest's" opens nothing.
                Some(_) if c == '\'' && before.is_alphanumeric() => plain.push(c),
                Some((_, close)) => {
                    closing = Some(*close);
                    plain.push_str(OUT);
                }
                None => plain.push(c),
            },
        }
        before = c;
    }
    plain
}

/// Whether a word has the form of those that we write: letters, a short number, or names joined by `::`, `.`, `_`, `-`, `/`.
fn is_ours(word: &str) -> bool {
    let bare = word.trim_matches(|c: char| "()[]{}<>,.;:!?".contains(c));
    if bare.is_empty() || bare == OUT {
        return true;
    }
    if bare.bytes().all(|byte| byte.is_ascii_digit()) {
        return bare.len() <= LONGEST_NUMBER;
    }
    let is_joint = |c: char| "_-./:'".contains(c);
    let parts = bare.split(is_joint).filter(|part| !part.is_empty());
    let letters = |part: &str| part.chars().all(char::is_alphabetic);
    let number = |part: &str| part.len() <= LONGEST_NUMBER && part.bytes().all(|byte| byte.is_ascii_digit());
    bare.chars().count() <= LONGEST_WORD
        && !bare.contains("//")
        && bare.chars().all(|c| c.is_alphanumeric() || is_joint(c))
        // A path is no host, so a name with dots has no part that is a number; `step.rs:96` has one behind its colon.
        && parts.clone().all(|part| letters(part) || number(part))
        && parts.filter(|part| number(part)).count() <= 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_own_words_stay() {
        for text in [
            "the setting LINK_KEY is missing",
            "the table failed: ConditionalCheckFailedException: the guest's cart has 3 lines, not 4",
            "a handler panicked: index out of bounds: the len is 3 but the index is 9 (step.rs:96)",
            "context::case_fault: dynamodb.GetItem answered 503!",
        ] {
            assert_eq!(scrub(text), text);
        }
    }

    #[test]
    fn what_could_be_anybodys_goes() {
        for value in [
            "canary.7f3a@example.com",
            "4000056655665556",
            "+49-30-1234567",
            "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln",
            "usr_01KDVDNA000000000000000016",
            "https://shop.example.com/reset-password#token=abc",
            "/v1/orders?email=ana",
            "sk_live_51HxYz",
            "Bearer:abc123",
            "key=value",
            "203.0.113.7",
            "2001:db8::1:7f3a",
            "\"vexed otters juggle\"",
            "'vexed otters juggle'",
            "`vexed otters juggle`",
            "“vexed otters juggle”",
            "\"vexed otters",
            "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
        ] {
            let scrubbed = scrub(&format!("invalid type: {value} at line 1"));
            assert!(scrubbed.starts_with("invalid type: …"), "{value}: {scrubbed}");
            assert!(!scrubbed.contains("otters") && !scrubbed.contains("7f3a"), "{scrubbed}");
        }
    }

    #[test]
    fn a_text_has_an_end() {
        assert_eq!(scrub(&"word ".repeat(9_999)).chars().count(), LONGEST);
    }

    #[test]
    fn labels_are_codes_routes_and_ids() {
        for label in
            ["internal", "GET /v1/products/{id}", "req_01KDVDNA000000000000000016", "1-5759e988-bd862e3fe1be46a9"]
        {
            assert_eq!(scrub_label(label).as_deref(), Some(label));
        }
        for other in ["", "a@example.com", "/v1/orders?email=x", "a\nb", &"x".repeat(201), "é"] {
            assert_eq!(scrub_label(other), None, "{other}");
        }
    }
}
