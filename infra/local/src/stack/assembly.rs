//! From options to a wired-up stack.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicUsize};

use aws_smithy_runtime_api::client::http::SharedHttpClient;
use dynoxide::Database;
use emulator::aws::Outages;
use emulator::clock::LocalClock;
use emulator::database::{self, DatabaseSpec};
use emulator::dynamodb::Engine;
use emulator::front::{Front, Routes};
use emulator::iam::{Authority, Gate, OPERATOR, SECRET_KEY, Tables, access_key, check_sources};
use emulator::invocable::Invocable;
use emulator::mail_feedback::FeedbackLoop;
use emulator::mailbox::Mailbox;
use emulator::objects::Objects;
use emulator::poller::Poller;
use emulator::queue::Queues;
use emulator::schedule::Schedules;
use emulator::sms_outbox::SmsOutbox;
use emulator::state_file::{StateFile, StateFileFault};
use emulator::stream::{Reader, Shared};
use emulator::template::{ACCOUNT, REGION, Surroundings, Template};
use emulator::topics::Topics;
use emulator::transport::Transport;
use emulator::wake_signal::WakeSignal;
use kernel::id::IdSource;
use kernel::time::Clock;
use providers::provider_store::{ProviderStore, ProviderStoreFault};
use runtime::Config;
use runtime::clients::{Clients, http_client};
use store::Store;
use stripe_simulator::{Stripe, StripeConfig};
use table::Table;

use super::fault::StackFault;
use super::options::StackOptions;
use super::serving::{Addresses, Listeners};
use super::webhooks;
use crate::host::Hosted;
use crate::stack_state::StackState;

/// What the operator's transactions are numbered from; functions take theirs from the stack's ids.
const OPERATOR_SEED: u128 = 0;

/// What every part of a stack shares.
struct Common {
    clock: Arc<LocalClock>,
    ids: Arc<dyn IdSource>,
    wake_signal: WakeSignal,
    state_file: Arc<StateFile>,
    transport: Transport,
}

pub(super) fn assemble(options: StackOptions, listeners: &Listeners) -> Result<Arc<StackState>, StackFault> {
    let addresses = &listeners.addresses;
    let template = Template::parse(&options.template, &resolved_against(&options, addresses))?;
    let database = database::open(&options.database, &template.tables, Arc::clone(&options.clock))?;
    let state_file = state_file(&options.database)?;
    let surroundings = surroundings(addresses);
    let common = Common {
        clock: options.clock,
        ids: options.ids,
        wake_signal: WakeSignal::default(),
        state_file,
        transport: transport(&surroundings, &options.surroundings)?,
    };
    let queues = queues(&template, &common)?;
    let authority = authority(&template)?;
    let topics = topics(&template, &authority, &queues, &common);
    let functions = functions(&template, &surroundings, &options.surroundings, &common)?;
    let front = Arc::new(front(&functions, &common));
    let stripe = Stripe::new(
        clock(&common),
        Arc::clone(&common.ids),
        Arc::new(webhooks::Shop(Arc::clone(&front))),
        StripeConfig::of(&options.secrets),
        provider_store(&options.database)?,
    )?;
    let shared = shared(&database, &queues, &topics, &common);
    Ok(Arc::new(StackState {
        url: addresses.shop.clone(),
        store: store(&template, &surroundings, &options.surroundings, &common)?,
        surroundings,
        database,
        feedback: Arc::new(feedback(&template, &authority, &topics, &common)),
        mailbox: Arc::new(Mailbox::new(Arc::clone(&common.state_file))),
        texts: Arc::new(SmsOutbox::new(Arc::clone(&common.state_file))),
        objects: Arc::new(Objects::open(&template.buckets, Arc::clone(&common.clock), Arc::clone(&common.state_file))?),
        outages: Arc::new(Outages::default()),
        authority,
        pollers: pollers(&functions, &queues),
        readers: readers(&functions, &shared)?,
        schedules: schedules(&functions, &common),
        swept_at: AtomicI64::new(common.clock.now().as_second()),
        busy: AtomicUsize::new(0),
        clock: common.clock,
        ids: common.ids,
        wake_signal: common.wake_signal,
        transport: common.transport,
        template,
        queues,
        topics,
        functions,
        front,
        stripe,
    }))
}

fn queues(template: &Template, common: &Common) -> Result<Arc<Queues>, StateFileFault> {
    let queues = Queues::open(
        &template.queues,
        Arc::clone(&common.clock),
        Arc::clone(&common.ids),
        common.wake_signal.clone(),
        Arc::clone(&common.state_file),
    )?;
    Ok(Arc::new(queues))
}

/// What readers of streams share.
fn shared(database: &Database, queues: &Arc<Queues>, topics: &Arc<Topics>, common: &Common) -> Arc<Shared> {
    Arc::new(Shared {
        database: database.clone(),
        queues: Arc::clone(queues),
        topics: Arc::clone(topics),
        clock: Arc::clone(&common.clock),
        ids: Arc::clone(&common.ids),
        state_file: Arc::clone(&common.state_file),
    })
}

/// The gate before the database.
pub(super) fn gate(stack_state: &StackState, listeners: &Listeners) -> Result<Arc<Gate>, StackFault> {
    let tables = Tables::of(&stack_state.template.tables);
    let engine = Engine::new(stack_state.database.clone(), Arc::clone(&stack_state.clock));
    Gate::new(Arc::clone(&stack_state.authority), tables, engine, listeners.addresses.database.clone())
        .map(Arc::new)
        .map_err(|error| StackFault::Operator(error.to_string()))
}

/// The way of the functions to AWS: within this process, as far as AWS is in it.
fn transport(
    surroundings: &BTreeMap<String, String>,
    overrides: &BTreeMap<String, String>,
) -> Result<Transport, StackFault> {
    let elsewhere = http_client(&environment(surroundings, overrides).into());
    Ok(Transport::new(elsewhere.map_err(|fault| StackFault::Operator(fault.to_string()))?))
}

/// An environment, with what stands over it.
fn environment(
    surroundings: &BTreeMap<String, String>,
    overrides: &BTreeMap<String, String>,
) -> BTreeMap<String, String> {
    surroundings.iter().chain(overrides).map(|(name, value)| (name.clone(), value.clone())).collect()
}

/// Who may do what, if that is enough for every event source.
fn authority(template: &Template) -> Result<Arc<Authority>, StackFault> {
    let authority = Authority::of(template)?;
    check_sources(&authority, &template.functions)?;
    Ok(Arc::new(authority))
}

fn topics(template: &Template, authority: &Authority, queues: &Arc<Queues>, common: &Common) -> Arc<Topics> {
    let (clock, ids) = (Arc::clone(&common.clock), Arc::clone(&common.ids));
    Arc::new(Topics::new(&template.topics, &template.subscriptions, authority, Arc::clone(queues), clock, ids))
}

fn feedback(template: &Template, authority: &Authority, topics: &Arc<Topics>, common: &Common) -> FeedbackLoop {
    let (clock, ids) = (Arc::clone(&common.clock), Arc::clone(&common.ids));
    FeedbackLoop::new(template, authority, Arc::clone(topics), clock, ids)
}

/// The nouns of the template's table, with the operator's own credentials.
fn store(
    template: &Template,
    surroundings: &BTreeMap<String, String>,
    overrides: &BTreeMap<String, String>,
    common: &Common,
) -> Result<Store, StackFault> {
    let config = Config::from(environment(surroundings, overrides)).by(SharedHttpClient::new(common.transport.clone()));
    let clients = Clients::new(&config).map_err(|fault| StackFault::Operator(fault.to_string()))?;
    let table = template.tables.first().map_or("", |table| &table.name);
    Ok(Store::new(Table::new(clients.dynamodb(), table, OPERATOR_SEED)))
}

/// Where the payment provider keeps what it knows: beside the database, or in memory.
fn provider_store(database: &DatabaseSpec) -> Result<ProviderStore, ProviderStoreFault> {
    match database {
        DatabaseSpec::Memory => ProviderStore::in_memory(),
        DatabaseSpec::File(path) => ProviderStore::open(&path.with_file_name("stripe.db")),
    }
}

/// Where the items, and what the machinery must not forget, are kept.
fn state_file(database: &DatabaseSpec) -> Result<Arc<StateFile>, StateFileFault> {
    Ok(Arc::new(match database {
        DatabaseSpec::Memory => StateFile::in_memory()?,
        DatabaseSpec::File(path) => StateFile::open(&path.with_extension("spool"))?,
    }))
}

fn clock(common: &Common) -> Arc<dyn Clock> {
    common.clock.clone()
}

/// What the template is resolved against: the stack's own addresses, unless the caller knows better.
fn resolved_against(options: &StackOptions, addresses: &Addresses) -> Surroundings {
    let shop = &addresses.shop;
    let own = [
        ("StoreUrl", shop.clone()),
        // Whatever tool serves the storefront that somebody writes, it runs on this machine.
        ("CorsOrigins", "http://localhost:*,http://127.0.0.1:*,http://[::1]:*".to_owned()),
        ("StripeBaseUrl", format!("{}/_local/stripe", addresses.aws)),
    ];
    let mut parameters: BTreeMap<String, String> =
        own.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    parameters.extend(options.parameters.clone());
    Surroundings { parameters, secrets: options.secrets.clone(), queue_base: format!("{}/{ACCOUNT}", addresses.aws) }
}

/// The environment that Lambda sets, and the standard settings that send the SDKs to this process.
fn surroundings(addresses: &Addresses) -> BTreeMap<String, String> {
    [
        ("AWS_REGION", REGION),
        ("AWS_ACCESS_KEY_ID", OPERATOR),
        ("AWS_SECRET_ACCESS_KEY", SECRET_KEY),
        ("AWS_ENDPOINT_URL_DYNAMODB", &addresses.gate),
        ("AWS_ENDPOINT_URL_SNS", &addresses.aws),
        ("AWS_ENDPOINT_URL_SQS", &addresses.aws),
        ("AWS_ENDPOINT_URL_SESV2", &addresses.aws),
        ("AWS_ENDPOINT_URL_S3", &addresses.s3),
        ("USAGE_HEADER", "on"),
        // One embedded database serves everybody, on a machine that may be busy with a build.
        ("AWS_ATTEMPT_TIMEOUT_MILLIS", "60000"),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .collect()
}

fn functions(
    template: &Template,
    surroundings: &BTreeMap<String, String>,
    overrides: &BTreeMap<String, String>,
    common: &Common,
) -> Result<Vec<Arc<Hosted>>, StackFault> {
    let start = |spec: &emulator::template::FunctionSpec| {
        // Credentials of its own, as every function has on AWS; what the caller of the stack sets stands over them.
        let mut environment = surroundings.clone();
        environment.insert("AWS_ACCESS_KEY_ID".to_owned(), access_key(&spec.logical_id));
        environment.extend(overrides.clone());
        let transport = SharedHttpClient::new(common.transport.clone());
        let hosted = Hosted::start(spec.clone(), &environment, transport, clock(common), Arc::clone(&common.ids))?;
        Ok(Arc::new(hosted))
    };
    template.functions.iter().map(start).collect()
}

fn front(functions: &[Arc<Hosted>], common: &Common) -> Front {
    let mut routes: Routes<Arc<dyn Invocable>> = Routes::default();
    for function in functions {
        for route in &function.spec.routes {
            routes.add(route, function.clone());
        }
    }
    Front::new(routes, Arc::clone(&common.clock), Arc::clone(&common.ids), common.wake_signal.clone())
}

fn pollers(functions: &[Arc<Hosted>], queues: &Arc<Queues>) -> Vec<Arc<Poller>> {
    let sources =
        functions.iter().flat_map(|function| function.spec.queues.iter().map(move |source| (function, source)));
    sources
        .map(|(function, source)| Arc::new(Poller::new(source.clone(), function.clone(), Arc::clone(queues))))
        .collect()
}

fn readers(functions: &[Arc<Hosted>], shared: &Arc<Shared>) -> Result<Vec<Arc<Reader>>, StackFault> {
    let mut readers = Vec::new();
    for function in functions {
        for source in &function.spec.streams {
            let spec = &function.spec;
            let reader =
                Reader::open(&spec.logical_id, &spec.arn, source.clone(), function.clone(), Arc::clone(shared))?;
            readers.push(Arc::new(reader));
        }
    }
    Ok(readers)
}

fn schedules(functions: &[Arc<Hosted>], common: &Common) -> Schedules {
    let mut schedules = Schedules::new(Arc::clone(&common.clock), Arc::clone(&common.ids));
    for function in functions {
        for source in &function.spec.schedules {
            schedules.add(source.clone(), &function.spec.logical_id, function.clone());
        }
    }
    schedules
}
