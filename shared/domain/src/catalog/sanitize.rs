//! Merchants' HTML, made safe to show.

use std::collections::{HashMap, HashSet};
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
    fn what_is_clean_stays_as_it_is() {
        let once = description("<b>a<p>b</b>c<a href='https://x.example/?a=1&b=2'>d");
        assert_eq!(description(&once), once);
    }
}
