//! Mail and texts to customers: what happened, told once.

mod deletion_notice;
mod delivery;
mod email_template;
mod feedback;
mod link;
mod sms;

use events::codec;
use gateways::Gateways;
use runtime::clients::Clients;
use runtime::{App, Config, Function, StartFault, WorkFault, Worker, ports, work};

/// This feature area.
pub static FUNCTION: Function = Function {
    name: "notifications",
    router: None,
    worker: Worker { message: Some(|app, queue, body| Box::pin(act(app, queue, body))), records: None, task: None },
    table: runtime::tables::shop,
    gateways,
};

fn gateways(config: &Config, clients: &Clients<'_>) -> Result<Gateways, StartFault> {
    Ok(Gateways {
        mailer: Some(ports::mailer(config, clients)?),
        sms_sender: Some(ports::sms_sender(config, clients)),
        ..Gateways::default()
    })
}

/// Every kind of event that somebody is told of, by mail or by text.
pub fn kinds() -> impl Iterator<Item = &'static str> {
    email_template::kinds().chain(sms::KINDS.iter().copied())
}

/// Acts on a message: feedback about mails has a queue of its own.
async fn act(app: App, queue: String, body: String) -> Result<(), WorkFault> {
    if queue.ends_with(feedback::QUEUE) { feedback::heed(app, body).await } else { tell(app, body).await }
}

/// Tells people what the event in `body` means for them.
async fn tell(app: App, body: String) -> Result<(), WorkFault> {
    let event = codec::from_queue(&body)?;
    let context = work::context(&app, "system", &event.correlation_id);
    delivery::deliver(&context, &event).await
}
