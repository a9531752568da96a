//! Merchants' HTML, made safe to show.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};

/// Elements that describe a product; nothing that styles, scripts, embeds or submits.
const TAGS: &[&str] = &[
    "a",
    "b",
    "blockquote",
    "br",
    "caption",
    "code",
    "dd",
    "del",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "img",
    "ins",
    "li",
    "ol",
    "p",
    "pre",
    "s",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "u",
    "ul",
];

static ALLOWED: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::empty();
    builder
        .tags(TAGS.iter().copied().collect())
        .clean_content_tags(HashSet::from(["script", "style", "iframe", "object", "embed", "noscript", "template"]))
        .tag_attributes(HashMap::from([
            ("a", HashSet::from(["href", "title"])),
            ("img", HashSet::from(["src", "alt", "width", "height"])),
            ("td", HashSet::from(["colspan", "rowspan"])),
            ("th", HashSet::from(["colspan", "rowspan", "scope"])),
        ]))
        .url_schemes(HashSet::from(["https"]))
        .url_relative(UrlRelative::Deny)
        .link_rel(Some("nofollow noopener"));
    builder
});

/// `html` reduced to harmless markup.
///
/// Links and pictures are `https` only and links pass no trust on. Text is kept where only its markup is refused.
pub fn description(html: &str) -> String {
    ALLOWED.clean(html).to_string().trim().to_owned()
}

/// Whether `shown` has the words and the markup of `html`, however its signs and the ends of its elements are written.
pub fn is_same(html: &str, shown: &str) -> bool {
    let words = |html: &str| WORDS.clean(html).to_string().trim().to_owned();
    let is_alike = || !html.contains("<!--") && elements(html) == elements(shown) && words(html) == words(shown);
    html.trim() == shown || is_alike()
}

/// Leaves the words alone.
static WORDS: LazyLock<Builder<'static>> = LazyLock::new(Builder::empty);

/// An element by its name, with its attributes.
type Element = (String, BTreeMap<String, String>);

/// The elements that begin in `html`, but for what nobody writes and readers add: bodies of tables, and what a link passes on.
fn elements(html: &str) -> Vec<Element> {
    let begins = html.split('<').skip(1).filter(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic()));
    begins.map(element).filter(|(name, _)| name != "tbody").collect()
}

fn element(text: &str) -> Element {
    let end = text.find(|c: char| c.is_whitespace() || matches!(c, '/' | '>')).unwrap_or(text.len());
    let (name, mut rest) = text.split_at_checked(end).unwrap_or((text, ""));
    let mut attributes = BTreeMap::new();
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
        let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '=' | '/' | '>')).unwrap_or(rest.len());
        let Some((key, after)) = rest.split_at_checked(end).filter(|(key, _)| !key.is_empty()) else { break };
        let (value, after) = value(after.trim_start());
        if key != "rel" {
            attributes.insert(key.to_ascii_lowercase(), value.replace("&quot;", "\"").replace("&amp;", "&"));
        }
        rest = after;
    }
    (name.to_ascii_lowercase(), attributes)
}

/// The value of an attribute, and what comes after it.
fn value(text: &str) -> (&str, &str) {
    let Some(text) = text.strip_prefix('=').map(str::trim_start) else { return ("", text) };
    let quoted = ['"', '\''].into_iter().find_map(|quote| text.strip_prefix(quote)?.split_once(quote));
    let bare = || text.split_at(text.find(|c: char| c.is_whitespace() || c == '>').unwrap_or(text.len()));
    quoted.unwrap_or_else(bare)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_describes_stays() {
        let html = "<h2>Fit</h2><p>Wide, <strong>soft</strong>.</p><ul><li>Cotton</li></ul>";
        assert_eq!(description(html), html);
        assert_eq!(description("Plain text & more "), "Plain text &amp; more");
    }

    #[test]
    fn what_acts_or_styles_goes() {
        for (html, left) in [
            ("<script>alert(1)</script>Hi", "Hi"),
            ("<style>p{}</style>Hi", "Hi"),
            ("<iframe src=\"https://x.example\">x</iframe>Hi", "Hi"),
            ("<p style=\"color:red\" onclick=\"x()\" class=\"a\" id=\"b\">Hi</p>", "<p>Hi</p>"),
            ("<form action=\"/x\"><input name=\"a\">Hi</form>", "Hi"),
            ("<svg><script>x</script></svg>Hi<!-- secret -->", "Hi"),
            ("<img src=\"http://x.example/a.jpg\" onerror=\"x()\">", "<img>"),
            ("<img src=\"https://x.example/a.jpg\" alt=\"A\">", "<img src=\"https://x.example/a.jpg\" alt=\"A\">"),
        ] {
            assert_eq!(description(html), left, "{html}");
        }
    }

    #[test]
    fn links_are_https_and_pass_no_trust_on() {
        let link = |url: &str| description(&format!("<a href=\"{url}\">x</a>"));
        assert_eq!(link("https://x.example/"), "<a href=\"https://x.example/\" rel=\"nofollow noopener\">x</a>");
        for refused in [
            "javascript:alert(1)",
            "http://x.example/",
            "data:text/html,x",
            "/relative",
            "//x.example",
            "java\nscript:x",
        ] {
            assert_eq!(link(refused), "<a rel=\"nofollow noopener\">x</a>", "{refused}");
        }
    }

    #[test]
    fn only_what_is_taken_out_makes_a_difference() {
        for same in [
            "<p>Soft &amp; \"warm\",<br/>it's &nbsp;wool at 20 &deg;C</p>",
            "Salt & pepper ",
            "a < b",
            "<P>one\r\n<p>two</p>",
            "<ul><li>one<li>two</ul>",
            "<img alt='A \"b\"' src=https://x.example/a.jpg?a=1&amp;b=2>",
            "<a title=x href=\"https://x.example/\">x</a>",
            "<table><tr><td>x</table>",
        ] {
            assert!(is_same(same, &description(same)), "{same}: {}", description(same));
        }
        for other in [
            "<p class=\"a\">Hi</p>",
            "<b onclick=x()>Hi</b>",
            "<form>Hi</form>",
            "<script>x</script>Hi",
            "Hi<!-- secret -->",
            "<a href=\"http://x.example\">x</a>",
            "<img src=x.jpg>",
        ] {
            assert!(!is_same(other, &description(other)), "{other}");
        }
    }

    #[test]
    fn what_is_clean_stays_as_it_is() {
        let once = description("<b>a<p>b</b>c<a href='https://x.example/?a=1&b=2'>d");
        assert_eq!(description(&once), once);
    }
}
