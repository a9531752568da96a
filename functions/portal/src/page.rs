//! The frame of every page.

use axum::response::{IntoResponse as _, Response};
use http::{HeaderValue, StatusCode, header};
use kernel::secret::sha256_hex;
use web::IfNoneMatch;

use crate::asset::{Asset, ICON, STYLE, THEME};
use crate::html::{each, escape};

/// What a page may do: show and run what this origin serves, call this origin's API, and nothing else.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
                      base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Whom a page is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reader {
    /// Whoever writes a storefront.
    Developer,
    /// Whoever buys.
    CartOwner,
}

/// A page about to be framed.
pub(crate) struct Page<'a> {
    /// What it is about.
    pub(crate) title: &'a str,
    /// Whom it is for.
    pub(crate) reader: Reader,
    /// The name of the shop.
    pub(crate) shop: &'a str,
    /// The script that it needs, if any.
    pub(crate) script: Option<&'static Asset>,
    /// What stands under the bar: HTML.
    pub(crate) body: &'a str,
}

impl Page<'_> {
    /// The whole document.
    fn document(&self) -> String {
        let (title, shop) = (escape(self.title), escape(self.shop));
        let (style, icon) = (STYLE.path(), ICON.path());
        let scripts = std::iter::once(&THEME).chain(self.script);
        let scripts = each(scripts, |script| format!("<script src=\"{}\"></script>", script.path()));
        let links = match self.reader {
            Reader::Developer => "<a href=\"/docs\">API</a><a href=\"/problems\">Problems</a>",
            Reader::CartOwner => "",
        };
        format!(
            "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title} · {shop}</title>\n\
             <link rel=\"icon\" href=\"{icon}\" type=\"image/svg+xml\">\n<link rel=\"stylesheet\" href=\"{style}\">\n{scripts}\n</head>\n\
             <body>\n<header class=\"bar\"><span class=\"name\"><img src=\"{icon}\" alt=\"\">{shop}</span><span class=\"space\"></span>{links}\
             <button id=\"theme\" type=\"button\" hidden>Light / dark</button></header>\n{}\n</body>\n</html>\n",
            self.body
        )
    }

    /// The page as an answer, or 304 if the caller has it.
    pub(crate) fn answer(&self, known: &IfNoneMatch) -> Response {
        let mut answer = kept(&self.document(), "text/html; charset=utf-8", "public, no-cache", known);
        answer.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
        answer
    }
}

/// Bundled text as an answer that may be kept, tagged by its content, or 304 if the caller has it.
pub(crate) fn kept(text: &str, media: &'static str, caching: &'static str, known: &IfNoneMatch) -> Response {
    let digest = sha256_hex(text);
    let tag = format!("\"{}\"", digest.get(..32).unwrap_or(&digest));
    let mut response = if known.has(&tag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        ([(header::CONTENT_TYPE, HeaderValue::from_static(media))], text.to_owned()).into_response()
    };
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(caching));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        headers.insert(header::ETAG, tag);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_framed_escaped_and_guarded() {
        let page = Page {
            title: "A <b>",
            reader: Reader::CartOwner,
            shop: "Souk & Sons",
            script: None,
            body: "<main>x</main>",
        };
        let document = page.document();
        assert!(
            document.contains("<title>A &lt;b&gt; · Souk &amp; Sons</title>") && document.contains("<main>x</main>")
        );
        assert!(!document.contains("style=\"") && !document.contains("onclick"), "the policy refuses inline code");
        let answer = page.answer(&IfNoneMatch::default());
        assert_eq!(answer.status(), StatusCode::OK);
        let policy = answer.headers().get(header::CONTENT_SECURITY_POLICY).unwrap();
        assert!(policy.to_str().unwrap().starts_with("default-src 'none'; script-src 'self';"));
    }
}
