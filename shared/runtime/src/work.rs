//! The context of work that no request started.

use context::Context;
use web::App;

/// What use-cases need for one message, record or tick: done by `actor`, on account of `correlation_id`.
pub fn context(app: &App, actor: &str, correlation_id: &str) -> Context {
    // What the message is about is known only now; its span waits for it.
    tracing::Span::current().record("request.id", correlation_id);
    Context {
        store: app.store.metered(),
        gateways: app.gateways.clone(),
        ids: app.ids.clone(),
        clock: app.clock.clone(),
        now: app.clock.now(),
        actor: actor.to_owned(),
        correlation_id: correlation_id.to_owned(),
        settings: app.settings.clone(),
    }
}
