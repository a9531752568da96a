//! What is sent beside an operation's own example: what is used up is made anew, by area.

mod identity;
mod profiles;
mod reviews;

use serde_json::Value;
use testkit::Customer;

use super::scene::Scene;
use crate::operation::Operation;

pub(super) use identity::is_for_newcomers;

/// What the actor must have of their own before they ask.
pub(super) async fn prepare(scene: &Scene<'_>, actor: &Customer<'_>, operation: &Operation) {
    identity::prepare(scene, actor, operation).await;
    profiles::prepare(actor, operation).await;
    reviews::prepare(scene, actor, operation).await;
}

/// A valid body, if `operation` takes one: what its area makes now, or else the example of the document.
pub(super) async fn body(scene: &Scene<'_>, actor: Option<&Customer<'_>>, operation: &Operation) -> Option<Value> {
    if let Some(body) = identity::body(scene, actor, operation).await {
        return Some(body);
    }
    Some(scene.fitted(&operation.path, operation.example()?).await)
}
