//! What parsers say of a value, in words for people who never saw the program.

/// What `message` of a parser says, without the names of types and of the program's parts.
///
/// Messages of our own types pass through unchanged: they were written for people.
pub(crate) fn plain(message: &str) -> String {
    if let Some((found, expected)) =
        mismatch(message, "invalid type: ").or_else(|| mismatch(message, "invalid value: "))
    {
        let expected = expectation(expected).unwrap_or_else(|| "something else".to_owned());
        return format!("must be {expected}, not {}", finding(found));
    }
    if let Some((_, choices)) =
        message.strip_prefix("unknown variant `").and_then(|rest| rest.split_once(", expected "))
    {
        return format!("must be {choices}");
    }
    if message.starts_with("unknown variant") {
        return "is none of the known words".to_owned();
    }
    if message.starts_with("invalid length") {
        return "has another number of entries than it should".to_owned();
    }
    if message.starts_with("data did not match any variant") {
        return "has none of the forms that are known here".to_owned();
    }
    let words = match message {
        "invalid digit found in string" | "cannot parse integer from empty string" => "must be a whole number",
        "number too large to fit in target type" | "number out of range" => "is too large a number",
        "number too small to fit in target type" => "is too small a number",
        "provided string was not `true` or `false`" => "must be `true` or `false`",
        ours => ours,
    };
    words.to_owned()
}

/// What was found and what was expected, of a message that begins with `start`.
fn mismatch<'a>(message: &'a str, start: &str) -> Option<(&'a str, &'a str)> {
    // What was found may hold these words itself, what is expected does not.
    message.strip_prefix(start)?.rsplit_once(", expected ")
}

/// An expectation in words; none if it names a part of the program.
fn expectation(expected: &str) -> Option<String> {
    let known = match expected {
        "i8" | "i16" | "i32" | "i64" | "i128" | "isize" => "a whole number",
        "u8" | "u16" | "u32" | "u64" | "u128" | "usize" => "a whole number that is not negative",
        "f32" | "f64" => "a number",
        "a string" | "a borrowed string" | "a character" | "str" => "text",
        "a boolean" => "`true` or `false`",
        "a map" => "an object",
        "a sequence" => "a list",
        "unit" => "null",
        "variant identifier" | "variant of enum" | "string or map" => "one of the known words",
        _ => "",
    };
    if !known.is_empty() {
        return Some(known.to_owned());
    }
    if expected.starts_with("a nonzero ") {
        return Some("a whole number other than 0".to_owned());
    }
    if ["struct ", "internally tagged enum ", "adjacently tagged enum "].iter().any(|start| expected.starts_with(start))
    {
        return Some("an object".to_owned());
    }
    let names_the_program = ["enum ", "tuple ", "newtype ", "unit ", "a tuple", "field identifier", "Option"];
    let is_ours = !names_the_program.iter().any(|start| expected.starts_with(start));
    is_ours.then(|| expected.to_owned())
}

/// What was found, in words; a value is told as it was sent.
fn finding(found: &str) -> String {
    let value = |kind: &str| found.strip_prefix(kind).map(|value| value.trim_matches('`').to_owned());
    if let Some(text) = value("string ") {
        return format!("the text {text}");
    }
    let number = value("integer ").or_else(|| value("floating point ")).or_else(|| value("boolean "));
    number.unwrap_or_else(|| {
        match found {
            "map" | "newtype struct" => "an object",
            "sequence" => "a list",
            "null" | "unit value" | "Option value" => "null",
            _ => "this",
        }
        .to_owned()
    })
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Sort {
        Price,
        Newest,
    }

    #[derive(Debug, Deserialize)]
    #[expect(dead_code, reason = "only what is said of its fields matters here")]
    struct Wish {
        quantity: i64,
        count: u32,
        open: bool,
        name: String,
        tags: Vec<String>,
        sort: Sort,
    }

    fn said(field: &str, value: &str) -> String {
        let mut wish = serde_json::json!({
            "quantity": 1, "count": 1, "open": true, "name": "n", "tags": [], "sort": "price",
        });
        wish[field] = serde_json::from_str(value).unwrap();
        let message = serde_json::from_value::<Wish>(wish).unwrap_err().to_string();
        plain(&message)
    }

    #[test]
    fn a_value_of_another_type_is_told_without_the_names_of_types() {
        assert_eq!(said("quantity", "\"2\""), "must be a whole number, not the text \"2\"");
        assert_eq!(said("count", "-1"), "must be a whole number that is not negative, not -1");
        assert_eq!(said("count", "1.5"), "must be a whole number that is not negative, not 1.5");
        assert_eq!(said("open", "null"), "must be `true` or `false`, not null");
        assert_eq!(said("name", "{}"), "must be text, not an object");
        assert_eq!(said("tags", "true"), "must be a list, not true");
        assert_eq!(said("sort", "\"dearest\""), "must be `price` or `newest`");
        assert_eq!(said("sort", "[]"), "must be one of the known words, not a list");
    }

    #[test]
    fn text_with_the_parser_s_own_words_in_it_is_told_as_it_is() {
        assert_eq!(said("quantity", "\", expected u8\""), "must be a whole number, not the text \", expected u8\"");
    }

    #[test]
    fn numbers_of_a_query_are_told_so() {
        let message = |text: &str| plain(&text.parse::<u16>().unwrap_err().to_string());
        assert_eq!(message("x"), "must be a whole number");
        assert_eq!(message(""), "must be a whole number");
        assert_eq!(message("70000"), "is too large a number");
    }

    #[test]
    fn words_of_our_own_pass() {
        for ours in ["must not be empty", "must have at most 100 characters", "unknown field `x`, expected `a` or `b`"]
        {
            assert_eq!(plain(ours), ours);
        }
    }
}
