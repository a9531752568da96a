//! The frame of the local stack's own pages.

use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{Html, IntoResponse as _, Response};
use kernel::html::escape;

/// A mail is somebody else's HTML: it gets no scripts, and nothing from the network but images.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src * data:; frame-src 'self'; sandbox \
                      allow-same-origin allow-popups allow-popups-to-escape-sandbox";

const STYLE: &str = "
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
table { width: 100%; border-collapse: collapse; }
td, th { text-align: left; padding: .5rem .75rem; border-bottom: 1px solid #8884; vertical-align: top; }
time, dt { color: #777; white-space: nowrap; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem; }
dd { margin: 0; overflow-wrap: anywhere; }
iframe { width: 100%; height: 40rem; border: 1px solid #8884; background: #fff; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; border: 1px solid #8884; padding: 1rem; }
";

/// A page about `title` with this HTML in it.
pub(super) fn page(title: &str, body: &str) -> Response {
    let page = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" \
         content=\"width=device-width, initial-scale=1\"><title>{}</title><style>{STYLE}</style></head>\
         <body>{body}</body></html>",
        escape(title)
    );
    let policy: (HeaderName, HeaderValue) = (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    ([policy], Html(page)).into_response()
}
