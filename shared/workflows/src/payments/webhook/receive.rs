//! Taking a provider's word: verified, kept, and worked through later.
//!
//! The answer only says that the event is kept. What it means is found out by asking the provider, from a queue.

use context::Context;
use domain::payments::payment::Provider;
use events::{WebhookReceived, envelope};
use gateways::payment::WebhookFault;
use http::HeaderMap;
use kernel::faults;
use store::payments::webhook::{Webhook, WebhookRecord};
use table::{TableFault, Tx, TxFault};

faults! {
    /// Why an event was not taken.
    #[derive(Debug, thiserror::Error)]
    pub enum ReceiveFault {
        /// It is not believed.
        #[error(transparent)]
        Webhook(#[from] WebhookFault);
        /// This shop has no such provider.
        #[error("this shop has no such provider")]
        UnknownProvider => Missing "not_found";
        /// The body is no text.
        #[error("the body is not text")]
        NotText => Malformed "malformed_event";
        /// The table failed; the provider will come again.
        #[error(transparent)]
        Table(#[from] TableFault);
    }
}

/// Keeps an event of `provider`, once; one that came before is fine.
pub async fn receive_webhook(
    cx: &Context,
    provider: Provider,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<(), ReceiveFault> {
    let gateway = cx.gateways.payment(provider).ok_or(ReceiveFault::UnknownProvider)?;
    let event = gateway.verify_webhook(headers, body, cx.now)?;
    let text = std::str::from_utf8(body).map_err(|_| ReceiveFault::NotText)?;
    let webhook = Webhook { provider, event: event.id.clone(), body: text.to_owned(), received_at: cx.now };
    let mut tx = Tx::<Before>::new().create::<WebhookRecord>(&webhook).or(Before);
    if let Some(reference) = &event.reference {
        let happened = WebhookReceived {
            provider: provider.as_str().to_owned(),
            event: event.id.clone(),
            kind: event.kind.clone(),
            reference: reference.as_str().to_owned(),
            payment: event.payment,
        };
        tx = tx.emit(&envelope(&happened, format!("{}:{}", provider.as_str(), event.id), 1, cx.event_context()));
    }
    match tx.commit(cx.store.table()).await {
        Ok(()) | Err(TxFault::Refused(Before)) => Ok(()),
        Err(TxFault::Table(fault)) => Err(fault.into()),
        Err(_) => Err(TableFault::Contended.into()),
    }
}

/// The event came before.
struct Before;
