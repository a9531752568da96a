//! The listeners of a stack: the shop, the AWS endpoints and the database, all on the loopback interface.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use axum::Router;
use axum::extract::{ConnectInfo, Request, State};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::Response;
use axum::serve::ListenerExt as _;
use emulator::aws::{Endpoints, Routed, S3Endpoint};
use emulator::iam::Gate;
use emulator::transport::{Service, Services};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::Crew;
use super::fault::StackFault;
use super::options::HttpPort;
use crate::control;
use crate::stack_state::StackState;

/// The open listeners, before anything answers on them.
pub(super) struct Listeners {
    pub(super) shop: TcpListener,
    pub(super) aws: TcpListener,
    pub(super) s3: TcpListener,
    /// The gate before the database.
    pub(super) gate: TcpListener,
    pub(super) database: TcpListener,
    pub(super) addresses: Addresses,
}

/// Where the listeners are reached.
#[derive(Clone, Debug)]
pub(super) struct Addresses {
    pub(super) shop: String,
    pub(super) aws: String,
    pub(super) s3: String,
    /// Where DynamoDB is for everybody: the gate.
    pub(super) gate: String,
    /// Where the database answers whatever the gate lets through.
    pub(super) database: String,
}

impl Listeners {
    pub(super) async fn bind(http: HttpPort) -> Result<Self, StackFault> {
        let port = match http {
            HttpPort::Fixed(port) => port,
            HttpPort::Ephemeral => 0,
        };
        let (shop, aws, s3) = (bind(port).await?, bind(0).await?, bind(0).await?);
        let (gate, database) = (bind(0).await?, bind(0).await?);
        let addresses = Addresses {
            shop: url(&shop)?,
            aws: url(&aws)?,
            s3: url(&s3)?,
            gate: url(&gate)?,
            database: url(&database)?,
        };
        Ok(Self { shop, aws, s3, gate, database, addresses })
    }
}

async fn bind(port: u16) -> Result<TcpListener, StackFault> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    TcpListener::bind(address).await.map_err(|error| StackFault::Listen { address: address.to_string(), error })
}

fn url(listener: &TcpListener) -> Result<String, StackFault> {
    let address =
        listener.local_addr().map_err(|error| StackFault::Listen { address: "127.0.0.1".to_owned(), error })?;
    Ok(format!("http://{address}"))
}

/// Answers on every listener: the shop's door until it takes nothing more, the others as long as functions need them.
pub(super) fn serve(
    listeners: Listeners,
    stack_state: &Arc<StackState>,
    gate: Arc<Gate>,
    receiving: &mut Crew,
    Crew { tasks, stop }: &mut Crew,
) {
    let endpoints = Arc::new(Endpoints {
        topics: Arc::clone(&stack_state.topics),
        queues: Arc::clone(&stack_state.queues),
        mailbox: Arc::clone(&stack_state.mailbox),
        feedback: Arc::clone(&stack_state.feedback),
        texts: Arc::clone(&stack_state.texts),
        outages: Arc::clone(&stack_state.outages),
        authority: Arc::clone(&stack_state.authority),
        clock: Arc::clone(&stack_state.clock),
        ids: Arc::clone(&stack_state.ids),
    });
    let front = control::router(Arc::clone(stack_state))
        .nest("/_local/stripe", stack_state.stripe.router())
        .layer(from_fn(control::from_this_machine))
        .merge(
            Router::new()
                .fallback(through_front)
                .layer(from_fn_with_state(Arc::clone(stack_state), control::for_browsers))
                .with_state(Arc::clone(stack_state)),
        );
    // The provider answers functions at a door that stays open while they end their work; buyers come in by the shop's.
    let aws = emulator::aws::router(endpoints).nest("/_local/stripe", stack_state.stripe.router());
    stack_state.transport.serve(in_process(&listeners.addresses, &gate, &aws));
    answer(listeners.shop, front, receiving.stop.subscribe(), &mut receiving.tasks);
    answer(listeners.aws, aws, stop.subscribe(), tasks);
    answer(listeners.s3, s3(stack_state).router(), stop.subscribe(), tasks);
    answer(listeners.gate, gate.router(), stop.subscribe(), tasks);
    let (database, stopped) = (stack_state.database.clone(), stopped(stop.subscribe()));
    tasks.spawn(async move {
        if let Err(reason) = dynoxide::server::serve_with_shutdown(listeners.database, database, stopped).await {
            tracing::error!(error = reason, "the database no longer answers");
        }
    });
}

/// What functions reach without a socket. S3 is not among it: what is stored comes as a stream.
fn in_process(addresses: &Addresses, gate: &Arc<Gate>, aws: &Router) -> Services {
    let authority = |url: &str| url.trim_start_matches("http://").to_owned();
    let gate: Arc<dyn Service> = Arc::clone(gate) as _;
    let aws: Arc<dyn Service> = Arc::new(Routed(aws.clone()));
    Services::from([(authority(&addresses.gate), gate), (authority(&addresses.aws), aws)])
}

fn s3(stack_state: &StackState) -> S3Endpoint {
    let (objects, authority) = (Arc::clone(&stack_state.objects), Arc::clone(&stack_state.authority));
    S3Endpoint::new(objects, authority, Arc::clone(&stack_state.outages), Arc::clone(&stack_state.clock))
}

fn answer(listener: TcpListener, router: Router, stop: watch::Receiver<bool>, tasks: &mut JoinSet<()>) {
    let listener = listener.tap_io(|stream| {
        // Small answers must not wait for more to come.
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "a connection keeps its delay");
        }
    });
    tasks.spawn(async move {
        let service = router.into_make_service_with_connect_info::<SocketAddr>();
        if let Err(error) = axum::serve(listener, service).with_graceful_shutdown(stopped(stop)).await {
            tracing::error!(%error, "a listener no longer answers");
        }
    });
}

async fn stopped(mut stop: watch::Receiver<bool>) {
    // An error means that the stack was dropped, which is the same.
    let _ = stop.wait_for(|stop| *stop).await;
}

async fn through_front(
    State(stack_state): State<Arc<StackState>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    request: Request,
) -> Response {
    stack_state.front.answer(request, peer.ip()).await
}
