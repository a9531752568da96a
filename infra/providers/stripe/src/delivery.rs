//! Delivery of webhooks, and the ways to disturb it.

use futures_util::StreamExt as _;
use futures_util::stream;
use serde_json::Value;

use super::outbox::{Attempt, Delivery, Release, WebhookMode};
use super::{Stripe, UnknownObject, pause, signature};

/// Where the shop takes Stripe's webhooks.
const WEBHOOK_PATH: &str = "/v1/webhooks/stripe";
/// Deliveries under way at once, in the background.
const PARALLEL: usize = 8;
/// How often the background looks for retries that have become due, in milliseconds.
const LOOK_MILLIS: u64 = 500;

impl Stripe {
    /// Queues new events for delivery: the normal mode.
    pub fn deliver_webhooks(&self) {
        self.set_webhook_mode(WebhookMode::Deliver);
    }

    /// Holds new events until they are released.
    pub fn hold_webhooks(&self) {
        self.set_webhook_mode(WebhookMode::Hold);
    }

    /// Loses new events.
    pub fn drop_webhooks(&self) {
        self.set_webhook_mode(WebhookMode::Drop);
    }

    /// Decides what becomes of new events; those held already stay held.
    pub fn set_webhook_mode(&self, mode: WebhookMode) {
        self.state().outbox.mode = mode;
    }

    /// Queues held events; the mode stays as it is.
    pub fn release_webhooks(&self, release: &Release) {
        let now = self.0.clock.now();
        self.state().outbox.release(release, now);
        self.0.bell.notify_one();
    }

    /// Queues an event once more, as Stripe's dashboard can.
    pub fn redeliver(&self, event: &str) -> Result<(), UnknownObject> {
        self.event(event)?;
        let now = self.0.clock.now();
        self.state().outbox.queue(event, now);
        self.0.bell.notify_one();
        Ok(())
    }

    /// How many deliveries wait, due or not.
    pub fn pending_webhooks(&self) -> usize {
        self.state().outbox.pending.len()
    }

    /// The latest attempts to deliver an event, oldest first.
    pub fn webhook_attempts(&self) -> Vec<Attempt> {
        self.state().outbox.attempts.iter().cloned().collect()
    }

    /// Delivers everything that is due, one after the other, and answers how many attempts that took.
    pub async fn deliver_pending(&self) -> usize {
        let mut attempts = 0;
        while let Some(delivery) = self.next_due() {
            self.attempt(delivery).await;
            attempts += 1;
        }
        attempts
    }

    /// Delivers what becomes due, for as long as it is polled.
    pub async fn deliver_in_background(&self) {
        loop {
            let due: Vec<Delivery> = std::iter::from_fn(|| self.next_due()).collect();
            stream::iter(due).for_each_concurrent(PARALLEL, |delivery| self.attempt(delivery)).await;
            tokio::select! {
                () = self.0.bell.notified() => {}
                () = pause(LOOK_MILLIS) => {}
            }
        }
    }

    /// Delivers a copy of an event that tells another amount, correctly signed and with an id of its own.
    pub async fn deliver_altered(&self, event: &str, amount: i64) -> Result<u16, UnknownObject> {
        let mut body = self.event(event)?;
        if let Some(body) = body.as_object_mut() {
            body.insert("id".to_owned(), self.moment().id("evt").into());
        }
        if let Some(object) = body.pointer_mut("/data/object").and_then(Value::as_object_mut) {
            for name in ["amount", "amount_capturable", "amount_received", "amount_captured"] {
                if let Some(told) = object.get_mut(name).filter(|told| told.as_i64().is_some_and(|told| told > 0)) {
                    *told = amount.into();
                }
            }
        }
        Ok(self.post(&body, &self.0.config.webhook_secret).await)
    }

    /// Delivers an event signed with a key that is not the account's.
    pub async fn deliver_forged(&self, event: &str) -> Result<u16, UnknownObject> {
        let body = self.event(event)?;
        Ok(self.post(&body, "whsec_forged").await)
    }

    fn next_due(&self) -> Option<Delivery> {
        let now = self.0.clock.now();
        self.state().outbox.next_due(now)
    }

    async fn attempt(&self, delivery: Delivery) {
        // Only queued events have deliveries, and events are never removed.
        let Ok(body) = self.event(&delivery.event) else { return };
        let status = self.post(&body, &self.0.config.webhook_secret).await;
        let now = self.0.clock.now();
        let settled = self.state().outbox.record(delivery, status, now);
        self.0.provider_store.keep(settled.as_slice());
    }

    /// Posts a body with a fresh timestamp and signature, as Stripe does on every attempt.
    async fn post(&self, body: &Value, secret: &str) -> u16 {
        let body = body.to_string().into_bytes();
        let headers = [
            ("content-type", "application/json; charset=utf-8".to_owned()),
            ("user-agent", "Stripe/1.0 (+https://stripe.com/docs/webhooks)".to_owned()),
            ("stripe-signature", signature::header(secret, self.0.clock.now().as_second(), &body)),
        ];
        let headers = headers.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        self.0.target.deliver(WEBHOOK_PATH, headers, body).await
    }

    fn event(&self, id: &str) -> Result<Value, UnknownObject> {
        let found = self.state().outbox.find(id);
        found.as_ref().map(super::outbox::Event::show).ok_or_else(|| UnknownObject(format!("No such event: '{id}'")))
    }
}
