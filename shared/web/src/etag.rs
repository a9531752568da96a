//! Versions in headers (RFC 9110 §13.1).

use axum::extract::FromRequestParts;
use http::request::Parts;
use http::{HeaderMap, header};
use kernel::fault::FaultKind;

use crate::app::App;
use crate::problem::Problem;

/// The entity tag of a version: `"v7"`.
pub fn etag(version: u64) -> String {
    format!("\"v{version}\"")
}

/// The `If-Match` header, if there is one.
#[derive(Clone, Debug, Default)]
pub struct IfMatch(Option<Vec<String>>);

impl IfMatch {
    /// The one version that the caller means; `None` if they mean any.
    pub fn version(&self) -> Result<Option<u64>, Problem> {
        let read = |tag: &String| {
            tag.strip_prefix("\"v").and_then(|rest| rest.strip_suffix('"')).and_then(|digits| digits.parse().ok())
        };
        match self.0.as_deref() {
            None => Ok(None),
            Some([tag]) if tag == "*" => Ok(None),
            Some([tag]) => read(tag).map(Some).ok_or_else(stale),
            Some(_) => Err(stale()),
        }
    }

    /// The version that the caller means, where they must say it: "any" would overwrite what they have not seen.
    pub fn required(&self) -> Result<u64, Problem> {
        self.version()?.ok_or_else(|| {
            Problem::new(
                FaultKind::PreconditionRequired,
                "precondition_required",
                "Say with If-Match which version you change, such as \"v7\".",
            )
        })
    }
}

/// An entity tag that was never ours names no current version.
fn stale() -> Problem {
    Problem::new(FaultKind::Stale, "stale_version", "If-Match must name one version, such as \"v7\".")
}

impl FromRequestParts<App> for IfMatch {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _app: &App) -> Result<Self, Problem> {
        Ok(Self(tags(&parts.headers, header::IF_MATCH)))
    }
}

/// The `If-None-Match` header, if there is one.
#[derive(Clone, Debug, Default)]
pub struct IfNoneMatch(Option<Vec<String>>);

impl IfNoneMatch {
    /// Whether the caller already has what `tag` names.
    pub fn has(&self, tag: &str) -> bool {
        let weak = |text: &str| text.trim_start_matches("W/").to_owned();
        self.0.as_ref().is_some_and(|tags| tags.iter().any(|known| known == "*" || weak(known) == weak(tag)))
    }
}

impl FromRequestParts<App> for IfNoneMatch {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _app: &App) -> Result<Self, Problem> {
        Ok(Self(tags(&parts.headers, header::IF_NONE_MATCH)))
    }
}

/// The tags of a header; one that cannot be read names no version, but it is there.
fn tags(headers: &HeaderMap, name: header::HeaderName) -> Option<Vec<String>> {
    let text = String::from_utf8_lossy(headers.get(name)?.as_bytes());
    Some(text.split(',').map(|tag| tag.trim().to_owned()).collect())
}
