//! Problem page. A problem for whoever meets it in a browser: the same facts as the document, as a page.

use std::sync::LazyLock;

use axum::body::Body;
use axum::response::Response;
use http::response::Parts;
use http::{HeaderMap, HeaderValue, header};
use kernel::html::escape;
use kernel::secret::{base64url, sha256_hex, unhex};

use crate::problem::ProblemView;

/// The whole look of the page; it is in it, for nothing else may be reachable when something goes wrong.
const STYLE: &str = "body{font:1rem/1.5 system-ui,sans-serif;max-width:40rem;margin:4rem auto;padding:0 1rem}\
                     h1{font-size:1.4rem}code{font-size:.9rem}footer{margin-top:2rem;opacity:.7}";

/// What the page may do: look as it does, and nothing else. The style is known by its digest (Content Security Policy 3, §2.3).
static POLICY: LazyLock<Option<HeaderValue>> = LazyLock::new(|| {
    let digest = base64url(&unhex(&sha256_hex(STYLE))?).replace('-', "+").replace('_', "/");
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{digest}='; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    );
    HeaderValue::from_str(&policy).ok()
});

/// Whether whoever asks reads pages rather than JSON (RFC 9110 §12.5.1): browsers name `text/html`, programs do not.
pub fn is_wanted(headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let best = |wanted: fn(&str) -> bool| accept.split(',').filter_map(|range| quality(range, wanted)).max();
    let json = best(|media| media.starts_with("application/") && media.ends_with("json"));
    best(|media| media == "text/html").is_some_and(|html| html > 0 && Some(html) > json)
}

/// The weight of a media range in thousandths, if it is `wanted`.
fn quality(range: &str, wanted: fn(&str) -> bool) -> Option<u32> {
    let mut parts = range.split(';').map(str::trim);
    parts.next().filter(|media| wanted(&media.to_ascii_lowercase()))?;
    let weight = parts.find_map(|parameter| parameter.strip_prefix("q="));
    let Some(weight) = weight else { return Some(1_000) };
    let (whole, fraction) = weight.split_once('.').unwrap_or((weight, ""));
    let thousandths: u32 = format!("{fraction:0<3}").get(..3).and_then(|digits| digits.parse().ok()).unwrap_or(0);
    Some(if whole == "1" { 1_000 } else { thousandths })
}

/// The answer of `parts` with `problem` as a page.
pub(crate) fn answer(mut parts: Parts, problem: &ProblemView) -> Response {
    parts.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    parts.headers.insert(header::VARY, HeaderValue::from_static("accept"));
    if let Some(policy) = POLICY.clone() {
        parts.headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    Response::from_parts(parts, Body::from(document(problem)))
}

fn document(problem: &ProblemView) -> String {
    let (title, detail, code) = (escape(&problem.title), escape(&problem.detail), escape(&problem.code));
    let fault = |error: &crate::problem::FieldError| {
        format!("<li><code>{}</code> {}</li>", escape(&error.pointer), escape(&error.message))
    };
    let faults: String = problem.errors.iter().map(fault).collect();
    let faults = if faults.is_empty() { faults } else { format!("<ul>{faults}</ul>") };
    let (status, request) = (problem.status, escape(&problem.request_id));
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n\
         <body>\n<main>\n<h1>{title}</h1>\n<p>{detail}</p>\n{faults}\
         <p><a href=\"/problems/{code}\">What this means</a> · <a href=\"/\">Start page</a></p>\n</main>\n\
         <footer>{status} <code>{code}</code>, request <code>{request}</code></footer>\n</body>\n</html>\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::Problem;

    fn wants(accept: &str) -> bool {
        is_wanted(&HeaderMap::from_iter([(header::ACCEPT, HeaderValue::from_str(accept).unwrap())]))
    }

    #[test]
    fn browsers_are_shown_pages_and_programs_are_not() {
        for browser in [
            "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8",
            "text/html, application/json;q=0.5",
            "TEXT/HTML",
        ] {
            assert!(wants(browser), "{browser}");
        }
        for program in [
            "*/*",
            "",
            "application/json",
            "application/json, text/html",
            "application/problem+json, text/html;q=0.9",
            "application/json, text/plain, */*",
            "text/html;q=0",
            "text/*",
        ] {
            assert!(!wants(program), "{program}");
        }
        assert!(!is_wanted(&HeaderMap::new()));
    }

    #[test]
    fn nothing_that_was_sent_becomes_markup() {
        let problem = Problem::invalid("/<b>", "invalid_value", "not \"<script>\"");
        let page = document(&problem.view("/v1/<i>", "<u>"));
        assert!(page.contains("<code>/&lt;b&gt;</code> not &quot;&lt;script&gt;&quot;"), "{page}");
        assert!(!page.contains("<u>") && !page.contains("<i>") && !page.contains("<script>"), "{page}");
    }
}
