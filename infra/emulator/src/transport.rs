//! The way of the AWS SDKs to the services of their own process: no socket, no server.
//!
//! The SDKs are what they are everywhere: they sign, send and read as always, to the same addresses. Only the connector below
//! them knows which of these are in this process, and hands a request over as it is. Whatever comes from elsewhere, or goes
//! elsewhere, uses the sockets.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use async_trait::async_trait;
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use axum::body::Bytes;
use axum::http::{Request, Response, Uri};

/// A service of this process.
#[async_trait]
pub trait Service: Send + Sync {
    /// Answers one request.
    async fn answer(&self, request: Request<Bytes>) -> Response<Bytes>;
}

/// The services of this process by the host and port of their addresses.
pub type Services = BTreeMap<String, Arc<dyn Service>>;

/// An HTTP client that calls the services of its process directly; clones know the same services.
#[derive(Clone)]
pub struct Transport {
    services: Arc<OnceLock<Services>>,
    elsewhere: SharedHttpClient,
}

impl Transport {
    /// A client that knows no service yet and goes to each by `elsewhere`.
    pub fn new(elsewhere: SharedHttpClient) -> Self {
        Self { services: Arc::default(), elsewhere }
    }

    /// Says which services are in this process; said once, for they do not move.
    pub fn serve(&self, services: Services) {
        if self.services.set(services).is_err() {
            tracing::error!("the services of this process were named before");
        }
    }
}

impl std::fmt::Debug for Transport {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Transport").finish_non_exhaustive()
    }
}

impl HttpClient for Transport {
    fn http_connector(&self, settings: &HttpConnectorSettings, components: &RuntimeComponents) -> SharedHttpConnector {
        let elsewhere = self.elsewhere.http_connector(settings, components);
        SharedHttpConnector::new(Connector { services: Arc::clone(&self.services), elsewhere })
    }
}

#[derive(Debug)]
struct Connector {
    services: Arc<OnceLock<Services>>,
    elsewhere: SharedHttpConnector,
}

impl std::fmt::Debug for dyn Service {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Service")
    }
}

impl Connector {
    /// The service of a request, if it is in this process and the request is there as a whole.
    fn service(&self, request: &HttpRequest) -> Option<Arc<dyn Service>> {
        request.body().bytes()?;
        let uri: Uri = request.uri().parse().ok()?;
        self.services.get()?.get(uri.authority()?.as_str()).cloned()
    }
}

impl HttpConnector for Connector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        match self.service(&request) {
            Some(service) => HttpConnectorFuture::new(hand_over(service, request)),
            None => self.elsewhere.call(request),
        }
    }
}

async fn hand_over(service: Arc<dyn Service>, request: HttpRequest) -> Result<HttpResponse, ConnectorError> {
    let request = request.try_into_http1x().map_err(|error| ConnectorError::user(error.into()))?;
    let request = request.map(|body| body.bytes().map(Bytes::copy_from_slice).unwrap_or_default());
    let response = service.answer(request).await;
    HttpResponse::try_from(response.map(Into::into)).map_err(|error| ConnectorError::other(error.into(), None))
}
