//! Text as HTML.

pub(crate) use kernel::html::escape;

/// What `html` makes of each of `items`, one behind the other.
pub(crate) fn each<T>(items: impl IntoIterator<Item = T>, html: impl Fn(T) -> String) -> String {
    items.into_iter().map(html).collect()
}

/// A list of short facts.
pub(crate) fn chips(facts: &[String]) -> String {
    if facts.is_empty() {
        return String::new();
    }
    format!("<ul class=\"chips\">{}</ul>", each(facts, |fact| format!("<li>{fact}</li>")))
}

/// Something to copy, under a caption; `code` is HTML.
pub(crate) fn figure(caption: &str, code: &str) -> String {
    format!("<figure><figcaption>{}</figcaption><pre>{code}</pre></figure>", escape(caption))
}
