//! What people keep about themselves.

use serde_json::json;
use testkit::Customer;

use crate::operation::Operation;

pub(super) async fn prepare(actor: &Customer<'_>, operation: &Operation) {
    if operation.id == "get_location" {
        actor.put("/v1/me/location", json!({ "consent": true, "country": "DE" })).await.expect(200);
    }
}
