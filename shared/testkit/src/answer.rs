//! An HTTP answer that tests can look into.

use serde_json::Value;

/// What stands in parsers' messages and means nothing to whoever calls.
const WORDS_OF_THE_PROGRAM: [&str; 20] = [
    "i8",
    "i16",
    "i32",
    "i64",
    "i128",
    "isize",
    "u8",
    "u16",
    "u32",
    "u64",
    "u128",
    "usize",
    "f32",
    "f64",
    "struct",
    "enum",
    "untagged",
    "newtype",
    "deserialize",
    "panicked",
];

/// What the shop answered.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The headers, by lower-case name.
    pub headers: reqwest::header::HeaderMap,
    /// The body, as JSON if it is JSON; else as text.
    pub body: Value,
}

impl Answer {
    /// Takes a response apart.
    pub(crate) async fn of(response: reqwest::Response) -> Self {
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let text = response.text().await.expect("a body");
        let body = serde_json::from_str(&text).unwrap_or(Value::String(text));
        let answer = Self { status, headers, body };
        answer.expect_plain_words();
        answer
    }

    /// Demands that no problem, in whichever test, is told in words of the program: names of types, or ids with a capital.
    fn expect_plain_words(&self) {
        let messages = self.list("/errors").iter().filter_map(|error| error.get("message"));
        for text in messages.chain(self.body.get("detail")).filter_map(Value::as_str) {
            for word in text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_') {
                let is_capital_id =
                    word.len() == 30 && word.starts_with(char::is_uppercase) && word.get(3..4) == Some("_");
                assert!(!WORDS_OF_THE_PROGRAM.contains(&word) && !is_capital_id, "{word:?} is told in {:#}", self.body);
            }
            assert!(!text.contains("unknown variant") && !text.contains("found in string"), "{:#}", self.body);
        }
    }

    /// Demands a status, and shows the body if it is another.
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{:#}", self.body);
        self
    }

    /// Demands a problem document with this status and code.
    #[track_caller]
    pub fn expect_problem(self, status: u16, code: &str) -> Self {
        assert_eq!((self.status, self.text("/code")), (status, code), "{:#}", self.body);
        let media = self.header("content-type").unwrap_or_default();
        assert!(media.starts_with("application/problem+json"), "{media}");
        assert_eq!(self.text("/type"), format!("/problems/{code}"));
        assert_eq!(self.body.pointer("/status"), Some(&Value::from(status)));
        assert!(!self.text("/request_id").is_empty() && !self.text("/instance").is_empty(), "{:#}", self.body);
        self
    }

    /// The text at a JSON pointer; empty if there is none.
    pub fn text(&self, pointer: &str) -> &str {
        self.body.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
    }

    /// The whole number at a JSON pointer.
    #[track_caller]
    pub fn number(&self, pointer: &str) -> i64 {
        self.body.pointer(pointer).and_then(Value::as_i64).unwrap_or_else(|| panic!("{pointer} in {:#}", self.body))
    }

    /// The entries of the array at a JSON pointer.
    pub fn list(&self, pointer: &str) -> &[Value] {
        self.body.pointer(pointer).and_then(Value::as_array).map_or(&[], Vec::as_slice)
    }

    /// A header, if it is there.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// A part of what the answer cost: `trips`, `calls`, `reads` or `writes`.
    #[track_caller]
    pub fn cost(&self, part: &str) -> f64 {
        let usage = self.header("x-souk-usage").expect("a shop that tells what it costs");
        let value = usage.split(' ').find_map(|entry| entry.strip_prefix(part)?.strip_prefix('='));
        value.and_then(|value| value.parse().ok()).unwrap_or_else(|| panic!("{part} in {usage}"))
    }
}
