//! Start page. What runs here, and where everything is: for whoever opens the shop in a browser.

use axum::extract::{Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::Response;
use kernel::html::escape;
use kernel::time::Clock as _;
use web::problem_page::is_wanted;

use super::Stack;
use super::page::page;
use crate::demo;

/// `GET /_local`: the start page.
pub(super) async fn show(State(stack_state): Stack) -> Response {
    let now = stack_state.clock.now().strftime("%Y-%m-%d %H:%M:%S UTC").to_string();
    page("Souk, locally", &body(&stack_state.url, &now))
}

/// Shows the start page to browsers at the shop's own address; programs are answered there as they are on AWS.
pub(crate) async fn for_browsers(state: Stack, request: Request, next: Next) -> Response {
    if request.uri().path() == "/" && request.method() == Method::GET && is_wanted(request.headers()) {
        return show(state).await;
    }
    next.run(request).await
}

/// A place with its address and what it is good for.
const PLACES: [(&str, &str, &str); 6] = [
    ("Reference", "/docs", "every operation of the API, with examples; <a href=\"/openapi.json\">the document</a>"),
    ("Problems", "/problems", "every code that an answer may have, explained"),
    ("Mailbox", "/_local/mailbox", "the mails and texts that the shop sent"),
    ("Queues", "/_local/queues", "what waits, and what nobody could work off"),
    ("Clock", "/_local/clock", "the time of the shop, which may be moved"),
    ("Functions", "/_local/functions", "what would run on Lambda, and what calls it"),
];

fn body(url: &str, now: &str) -> String {
    let (url, now) = (escape(url), escape(now));
    let place = |(name, path, what): &(&str, &str, &str)| {
        format!("<tr><td><a href=\"{path}\">{name}</a></td><td>{what}</td></tr>")
    };
    let places: String = PLACES.iter().map(place).collect();
    let account = |(email, password, role): &(&str, &str, domain::identity::user::Role)| {
        format!("<tr><td>{}</td><td>{}</td><td>{}</td></tr>", role.as_str(), escape(email), escape(password))
    };
    let accounts: String = demo::ACCOUNTS.iter().map(account).collect();
    let commands = escape(&format!(
        "curl {url}/v1/products?limit=3\n\
         curl -X POST {url}/v1/auth/login -H 'content-type: application/json' \\\n  \
         -d '{{\"email\": \"demo@example.com\", \"password\": \"seven wooden lanterns\"}}'\n\
         curl -X POST {url}/_local/clock -H 'content-type: application/json' -d '{{\"advance_seconds\": 900}}'"
    ));
    format!(
        "<h1>Souk is open</h1><p>The whole shop runs in this process, at <code>{url}</code>. It is {now} here.</p>\
         <table>{places}</table>\
         <h2>Demo log-ins</h2><table><tr><th>Role</th><th>E-mail address</th><th>Password</th></tr>{accounts}</table>\
         <p>Staff set up a second factor first: <code>POST /v1/me/second-factor</code>; \
         <code>POST /_local/authenticator</code> plays the app.</p>\
         <h2>Paying</h2><p>A check-out answers with a payment. Its page, where the simulated provider takes test cards, is \
         <code>/_local/stripe/pay/{{reference}}?client_secret={{client_secret}}</code>.</p>\
         <h2>First steps</h2><pre>{commands}</pre>"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_that_newcomers_look_for_is_there() {
        let body = body("http://127.0.0.1:3000", "noon");
        for wanted in ["/docs", "/_local/mailbox", "/_local/stripe/pay/", "demo@example.com", "eleven copper kettles"] {
            assert!(body.contains(wanted), "{wanted}");
        }
    }
}
