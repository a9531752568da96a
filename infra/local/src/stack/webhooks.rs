//! The shop as providers see it.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use async_trait::async_trait;
use axum::body::Body;
use emulator::front::Front;
use providers::WebhookTarget;

/// The shop's front. Webhooks come in as any other request does.
pub(super) struct Shop(pub(super) Arc<Front>);

#[async_trait]
impl WebhookTarget for Shop {
    async fn deliver(&self, path: &str, headers: Vec<(String, String)>, body: Vec<u8>) -> u16 {
        let mut request = http::Request::post(path);
        for (name, value) in headers {
            request = request.header(name, value);
        }
        match request.body(Body::from(body)) {
            Ok(request) => self.0.answer(request, IpAddr::V4(Ipv4Addr::LOCALHOST)).await.status().as_u16(),
            Err(error) => {
                tracing::error!(%error, http.route = path, "a webhook is no request");
                0
            }
        }
    }
}
