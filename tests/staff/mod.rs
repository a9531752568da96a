//! Staff: what their scopes open, who changes them, and who is invited.

mod changes;
mod invitations;
mod scopes;

use serde_json::json;

use crate::cast::Cast;

/// What paths of staff and invitations name.
pub(crate) async fn value_for(cast: &Cast<'_>, _path: &str, variable: &str) -> Option<String> {
    match variable {
        "user_id" => Some(cast.seller.to_string()),
        "invitation_id" => Some(cast.invitation("offered@example.com").await),
        _ => None,
    }
}

impl Cast<'_> {
    /// An invitation that waits to be accepted, sent now to `email`.
    pub(crate) async fn invitation(&self, email: &str) -> String {
        let admin = self.world.signed_in(self.admin.id).await;
        let offer = json!({ "email": email, "role": "seller" });
        admin.post("/v1/admin/invitations", offer).await.expect(201).text("/id").to_owned()
    }
}
