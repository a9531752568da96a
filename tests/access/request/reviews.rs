//! What buyers say about goods.

use testkit::Customer;

use crate::access::scene::Scene;
use crate::operation::Operation;

pub(super) async fn prepare(scene: &Scene<'_>, actor: &Customer<'_>, operation: &Operation) {
    if operation.id == "create_review" {
        scene.world.has_bought(actor.id, scene.lamp.product).await;
    }
}
