//! Where a request comes from, as the edge saw it.

use std::net::IpAddr;

use axum::extract::FromRequestParts;
use domain::identity::device::Device;
use http::header;
use http::request::Parts;

use crate::app::App;
use crate::problem::Problem;

/// The address that API Gateway took the request from (`requestContext.http.sourceIp`).
///
/// What a caller says of its address (`X-Forwarded-For` and the like) is never believed (OWASP ASVS 5.0, V4.1.3).
#[derive(Clone, Copy, Debug)]
pub struct Source(pub IpAddr);

/// Who calls, for all that can be told without a token.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The device.
    pub device: Device,
}

impl FromRequestParts<App> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _app: &App) -> Result<Self, Problem> {
        let source = parts.extensions.get::<Source>().map(|source| source.0);
        let agent = parts.headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok());
        Ok(Self { device: Device::new(agent, source) })
    }
}
